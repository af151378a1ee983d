package chat.charla.server.identity;

import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds a free name similar to one that is taken. Owned by the core. */
public final class NameSuggestions {
  private static final int LAST_COUNTED = 9;
  private static final int MAX_NUMBER_LENGTH = 9;

  /** The base of the suggestion if no numbered form of the wanted name is free. */
  private static final String NEUTRAL = "guest";

  private final HeldNames names;
  private final RandomGenerator random;

  /** Suggests names that are neither held nor look like a held name. */
  public NameSuggestions(HeldNames names, RandomGenerator random) {
    this.names = names;
    this.random = random;
  }

  /**
   * The name, shortened if necessary, with "-" and a number: the first number from 2 to 9 that
   * results in a valid name that no other identity holds and that does not look like a held one.
   * After 9 it tries random numbers with more and more digits, so that the search is short even if
   * there are many such names.
   *
   * @param identity the identity that wants the name, or null for a new one
   */
  String like(String name, @Nullable Identity identity) {
    for (int number = 2; number <= LAST_COUNTED; number++) {
      String candidate = NumberedNames.of(name, number);
      if (isFree(candidate, identity)) {
        return candidate;
      }
    }
    for (int length = 2; length <= MAX_NUMBER_LENGTH; length++) {
      String candidate = NumberedNames.of(name, random(length));
      if (isFree(candidate, identity)) {
        return candidate;
      }
    }
    String neutral;
    do {
      neutral = NumberedNames.of(NEUTRAL, random(MAX_NUMBER_LENGTH));
    } while (!isFree(neutral, identity));
    return neutral;
  }

  private boolean isFree(String candidate, @Nullable Identity identity) {
    // The rules last: they take most time, and most candidates that fail are held names.
    return names.rival(candidate, identity) == null
        && NameRules.judgeUser(candidate) instanceof Verdict.Accepted;
  }

  /** A random number with this many digits. */
  private int random(int length) {
    int smallest = (int) Math.pow(10, length - 1);
    return random.nextInt(smallest, 10 * smallest);
  }
}
