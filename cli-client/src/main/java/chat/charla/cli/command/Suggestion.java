package chat.charla.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant. */
final class Suggestion {
  /** More than this, in letters, is another word. */
  private static final int MAX_DISTANCE = 2;

  private static final int LONG_WORD = 6;

  private Suggestion() {}

  /** The known word that is most similar to a mistyped one, if any is similar. */
  static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(typed, word) <= tolerance(word))
        .min(Comparator.comparingInt(word -> distance(typed, word)));
  }

  /** The shorter a word, the sooner it would be similar to anything. */
  private static int tolerance(String word) {
    int letters = word.startsWith("--") ? word.length() - 2 : word.length();
    return letters < LONG_WORD ? 1 : MAX_DISTANCE;
  }

  /**
   * How many letters have to be inserted, dropped, changed or swapped with their neighbour to make
   * one word of the other.
   */
  private static int distance(String from, String to) {
    int[][] distance = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int changed = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(distance[i - 1][j] + 1, distance[i][j - 1] + 1);
        least = Math.min(least, distance[i - 1][j - 1] + changed);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        distance[i][j] = swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
      }
    }
    return distance[from.length()][to.length()];
  }
}
