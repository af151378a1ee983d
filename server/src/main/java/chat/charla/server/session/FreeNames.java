package chat.charla.server.session;

import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds names that can be had, for those who asked for one that cannot. Owned by the core. */
final class FreeNames {
  private static final int LAST_COUNTED = 9;
  private static final int MAX_NUMBER_LENGTH = 9;

  /** What somebody is called after if nothing can be added to the name asked for. */
  private static final String NEUTRAL = "guest";

  private final HeldNames names;
  private final RandomGenerator random;

  FreeNames(HeldNames names, RandomGenerator random) {
    this.names = names;
    this.random = random;
  }

  /**
   * The name, shortened if need be, with "-" and a number: the first of 2 to 9 that makes a name
   * which breaks no rule and can be taken for none that another holds. After that, random numbers
   * of more and more digits, so that many names of one kind do not make the search long.
   *
   * @param identity who wants it, or null for somebody new
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
    return NameRules.judgeUser(candidate) instanceof Verdict.Accepted
        && names.rival(candidate, identity) == null;
  }

  /** A number of so many digits. */
  private int random(int length) {
    int smallest = (int) Math.pow(10, length - 1);
    return random.nextInt(smallest, 10 * smallest);
  }
}
