package chat.charla.server.identity;

import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds a free name that is similar to a taken name. Owned by the core. */
public final class NameSuggestions {
  private static final int LAST_COUNTED = 9;
  private static final int MAX_NUMBER_LENGTH = 9;

  /** The base of the suggestion if no numbered form of the wanted name is free. */
  private static final String NEUTRAL = "guest";

  private final HeldNames names;
  private final RandomGenerator random;

  /** Creates an object that suggests names that are not held and do not look like a held name. */
  public NameSuggestions(HeldNames names, RandomGenerator random) {
    this.names = names;
    this.random = random;
  }

  /**
   * The name, shortened if necessary, with "-" and a number. The number is the first from 2 to 9
   * for which the result is valid and free. If there is none, this method tries random numbers with
   * more and more digits, so that the search is short even if many such names are held.
   *
   * @param identity the identity that wants the name, or null for a new identity
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
    // Check the rules last, because they take most time, and most candidates that fail are held
    // names.
    return names.conflict(candidate, identity) == null
        && NameRules.checkUserName(candidate) instanceof Verdict.Accepted;
  }

  /** A random number with this many digits. */
  private int random(int length) {
    int smallest = (int) Math.pow(10, length - 1);
    return random.nextInt(smallest, 10 * smallest);
  }
}
