package chat.charla.cli.chat.input;

import chat.charla.cli.text.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that the user probably meant by a mistyped word. Pure. */
final class Spelling {
  /** A typed word longer than this is not compared: it cannot be a mistyped command. */
  private static final int MAX_LENGTH = 20;

  private Spelling() {}

  /**
   * The known word nearest to {@code typed}. A known word qualifies if {@code typed} is its prefix,
   * or is at most two edits away from it. If {@code typed} has at most 3 letters, only one edit is
   * allowed.
   *
   * @param known the known words, in order of preference
   */
  static Optional<String> nearest(String typed, Collection<String> known) {
    if (typed.isEmpty() || typed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int maxEdits = typed.length() <= 3 ? 1 : 2;
    return known.stream()
        .filter(word -> word.startsWith(typed) || EditDistance.between(typed, word) <= maxEdits)
        .min(
            Comparator.comparingInt(
                word -> word.startsWith(typed) ? 0 : EditDistance.between(typed, word)));
  }
}
