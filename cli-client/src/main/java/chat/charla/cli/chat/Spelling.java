package chat.charla.cli.chat;

import chat.charla.cli.text.EditDistance;
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
        .filter(word -> word.startsWith(typed) || EditDistance.between(typed, word) <= slips)
        .min(
            Comparator.comparingInt(
                word -> word.startsWith(typed) ? 0 : EditDistance.between(typed, word)));
  }
}
