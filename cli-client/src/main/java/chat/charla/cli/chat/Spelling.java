package chat.charla.cli.chat;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. Pure. */
final class Spelling {
  /** Longer ones are no slips of the finger, and would only cost time. */
  private static final int MAX_LENGTH = 20;

  private Spelling() {}

  /**
   * The word nearest to one that was typed: one that it begins, or one that is a slip or two away.
   *
   * @param known in order of preference
   */
  static Optional<String> nearest(String typed, Collection<String> known) {
    if (typed.isEmpty() || typed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int slips = typed.length() <= 3 ? 1 : 2;
    return known.stream()
        .filter(word -> word.startsWith(typed) || distance(typed, word) <= slips)
        .min(Comparator.comparingInt(word -> word.startsWith(typed) ? 0 : distance(typed, word)));
  }

  /** How many letters are missing, too many, wrong, or swapped with their neighbour. */
  static int distance(String one, String other) {
    int[][] distances = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : distance(one, other, i, j, distances);
      }
    }
    return distances[one.length()][other.length()];
  }

  private static int distance(String one, String other, int i, int j, int[][] before) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int nearest = before[i - 1][j - 1] + (same ? 0 : 1);
    nearest = Math.min(nearest, Math.min(before[i - 1][j], before[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(nearest, before[i - 2][j - 2] + 1) : nearest;
  }
}
