package chat.charla.server.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.name.NameFold;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.testkit.Seeds;
import com.ibm.icu.text.Bidi;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The rules give a consistent answer for any requested name. A failure names the seed and the
 * string; {@code -Dcharla.seed=SEED} runs this seed again.
 */
@Tag("seeds")
@Tag("fault:fuzz-names")
class NameFuzzTest {
  private static final int SEEDS = 10;
  private static final int NAMES = 10_000;

  @Test
  void anyStringGetsAnAnswerAndAcceptedNamesStayAccepted() {
    AtomicInteger accepted = new AtomicInteger();
    int run =
        Seeds.forEach(NameFuzzTest.class, SEEDS, seed -> accepted.addAndGet(countAccepted(seed)));
    System.out.printf("names: %d of %d accepted%n", accepted.get(), run * NAMES);
  }

  private static int countAccepted(long seed) {
    RandomNames names = new RandomNames(new Random(seed));
    int accepted = 0;
    for (int i = 0; i < NAMES; i++) {
      String asked = i % 2 == 0 ? names.anything() : names.ofOneScript();
      try {
        accepted += requireConsistent(asked) ? 1 : 0;
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(escaped(asked), failure);
      }
    }
    assertTrue(accepted > NAMES / 20, "hardly any name was accepted, so nothing was tested");
    return accepted;
  }

  /** No two accepted names of these characters look the same when each is shown alone. */
  @Test
  void acceptedNamesAreShownDifferently() {
    List<String> alphabet =
        List.of("\u05d0", "\u0639", "1", "\u0663", "\u06f2", "-", ".", "_", "\u064b");
    for (byte paragraph : new byte[] {Bidi.LTR, Bidi.RTL}) {
      Map<String, String> shown = new HashMap<>();
      requireDistinct("", alphabet, 5, paragraph, shown);
      assertTrue(shown.size() > 1000, "only " + shown.size());
    }
  }

  /**
   * Requires that the rules give consistent answers for this string; returns whether it can be a
   * user's name.
   */
  static boolean requireConsistent(String asked) {
    if (NameRules.checkRoomName(asked) instanceof Accepted verdict) {
      assertEquals(verdict, NameRules.checkRoomName(verdict.name()));
      assertEquals(verdict.name(), NameFold.fold(verdict.name()));
    }
    if (NameRules.checkUserName(asked) instanceof Accepted verdict) {
      requireSound(verdict.name());
      return true;
    }
    return false;
  }

  private static void requireSound(String name) {
    assertEquals(
        new Accepted(name), NameRules.checkUserName(name), "an accepted name is accepted again");
    assertTrue(Normalizer.isNormalized(name, Normalizer.Form.NFC), "an accepted name is in NFC");
    assertTrue(NameRules.isSame(name, name), "a name is the same as itself");
    assertEquals(
        NameFold.fold(name), NameFold.fold(NameFold.fold(name)), "folding again changes nothing");
    for (String spelling :
        List.of(
            name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), NameFold.fold(name))) {
      assertTrue(
          Looks.areConfusable(name, spelling),
          "the name must be confusable with itself in another case: " + spelling);
    }
  }

  private static void requireDistinct(
      String name, List<String> alphabet, int more, byte paragraph, Map<String, String> shown) {
    if (NameRules.checkUserName(name) instanceof Accepted) {
      String visual = new Bidi(name, paragraph).writeReordered(Bidi.KEEP_BASE_COMBINING);
      String other = shown.put(visual, name);
      assertTrue(
          other == null, () -> escaped(name) + " is shown as " + escaped(String.valueOf(other)));
    }
    if (more > 0) {
      for (String character : alphabet) {
        requireDistinct(name + character, alphabet, more - 1, paragraph, shown);
      }
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
    return escaped.toString();
  }
}
