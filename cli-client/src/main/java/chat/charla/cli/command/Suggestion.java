package chat.charla.cli.command;

import chat.charla.cli.text.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Suggests a known word for a mistyped one. */
final class Suggestion {
  /** The maximum edit distance between a mistyped word and the known one. */
  private static final int MAX_DISTANCE = 2;

  private static final int LONG_WORD = 6;

  private Suggestion() {}

  /**
   * The known word that is most similar to a mistyped word, if any is similar. For a mistyped
   * option of one letter, such as {@code -p}, the result is the only long option that begins with
   * this letter: edit distance cannot choose between words of one letter.
   */
  static Optional<String> of(String typed, Collection<String> known) {
    if (isShortOption(typed)) {
      List<String> same =
          known.stream().filter(word -> word.startsWith("--" + typed.charAt(1))).toList();
      return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
    }
    return known.stream()
        .filter(word -> !isShortOption(word))
        .filter(word -> EditDistance.between(typed, word) <= tolerance(word))
        .min(Comparator.comparingInt(word -> EditDistance.between(typed, word)));
  }

  private static boolean isShortOption(String word) {
    return word.length() == 2 && word.startsWith("-") && !word.equals("--");
  }

  /**
   * The maximum distance for a word. A short word is close to many other words, so its maximum is
   * smaller.
   */
  private static int tolerance(String word) {
    int letters = word.startsWith("--") ? word.length() - 2 : word.length();
    return letters < LONG_WORD ? 1 : MAX_DISTANCE;
  }
}
