package chat.charla.cli.chat.input;

import chat.charla.cli.text.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that a mistyped one probably stands for. Pure. */
final class Spelling {
  /** Longer words are not typing errors, and comparing them would only cost time. */
  private static final int MAX_LENGTH = 20;

  private Spelling() {}

  /**
   * The known word nearest to a typed one: the typed one is its prefix, or is at most one or two
   * edits away.
   *
   * @param known in order of preference
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
