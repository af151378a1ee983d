package chat.charla.server.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests a known name in place of a mistyped name. */
public final class Suggestion {
  /** One letter may be wrong, and one more for each four letters of the known name. */
  private static final int LETTERS_PER_ERROR = 4;

  private Suggestion() {}

  /** The known name that is most similar to a mistyped name; empty if none is similar. */
  public static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(typed, name) <= 1 + name.length() / LETTERS_PER_ERROR)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /**
   * The minimum number of insertions, deletions and substitutions of letters that convert one name
   * to the other (V. Levenshtein, 1965), row by row. A swap of two letters counts as two.
   */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
