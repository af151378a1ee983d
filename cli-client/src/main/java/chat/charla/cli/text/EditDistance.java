package chat.charla.cli.text;

/** The edit distance between two words. Thread-safe. */
public final class EditDistance {
  private EditDistance() {}

  /**
   * The minimum number of insertions, deletions, substitutions and swaps of adjacent letters that
   * convert one word to the other, if no letter is edited after a swap ("optimal string
   * alignment"). Time and memory are proportional to the product of the lengths.
   */
  public static int between(String one, String other) {
    int[][] distances = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : between(one, other, i, j, distances);
      }
    }
    return distances[one.length()][other.length()];
  }

  private static int between(String one, String other, int i, int j, int[][] before) {
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
