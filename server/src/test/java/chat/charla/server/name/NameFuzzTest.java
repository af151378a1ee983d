package chat.charla.server.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.name.Verdict.Accepted;
import com.ibm.icu.text.Bidi;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked for, the rules answer, and stand by it. A failure names the string; {@code
 * -Dcharla.fuzz.seed=SEED} runs the same again.
 */
@Tag("fault:fuzz-names")
class NameFuzzTest {
  private static final long SEED = Long.getLong("charla.fuzz.seed", System.nanoTime());
  private static final int COUNT = Integer.getInteger("charla.fuzz.count", 100_000);

  @Test
  void anyStringIsJudgedAndWhatIsAcceptedStaysSo() {
    RandomNames names = new RandomNames(new Random(SEED));
    int accepted = 0;
    for (int i = 0; i < COUNT; i++) {
      String asked = i % 2 == 0 ? names.anything() : names.ofOneScript();
      try {
        accepted += requireJudged(asked) ? 1 : 0;
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed " + SEED + ": " + escaped(asked), failure);
      }
    }
    System.out.printf("names: seed %d, %d of %d accepted%n", SEED, accepted, COUNT);
    assertTrue(accepted > COUNT / 20, "hardly any name was accepted, so nothing was tested");
  }

  /** Shown by itself, no name of these characters can be read as another. */
  @Test
  void theOrderInWhichANameIsShownTellsWhichItIs() {
    List<String> alphabet =
        List.of("\u05d0", "\u0639", "1", "\u0663", "\u06f2", "-", ".", "_", "\u064b");
    for (byte paragraph : new byte[] {Bidi.LTR, Bidi.RTL}) {
      Map<String, String> shown = new HashMap<>();
      requireDistinct("", alphabet, 5, paragraph, shown);
      assertTrue(shown.size() > 1000, "only " + shown.size());
    }
  }

  /** Returns whether it can be a user's name. */
  static boolean requireJudged(String asked) {
    if (NameRules.judgeRoom(asked) instanceof Accepted verdict) {
      assertEquals(verdict, NameRules.judgeRoom(verdict.name()));
      assertEquals(verdict.name(), NameRules.fold(verdict.name()));
    }
    if (NameRules.judgeUser(asked) instanceof Accepted verdict) {
      requireSound(verdict.name());
      return true;
    }
    return false;
  }

  private static void requireSound(String name) {
    assertEquals(new Accepted(name), NameRules.judgeUser(name), "judged again");
    assertTrue(Normalizer.isNormalized(name, Normalizer.Form.NFC), "composed");
    assertTrue(NameRules.isSame(name, name), "its own");
    assertEquals(NameRules.fold(name), NameRules.fold(NameRules.fold(name)), "folded");
    for (String spelling :
        List.of(
            name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), NameRules.fold(name))) {
      assertTrue(Looks.areShared(name, spelling), "the same name looks the same: " + spelling);
    }
  }

  private static void requireDistinct(
      String name, List<String> alphabet, int more, byte paragraph, Map<String, String> shown) {
    if (NameRules.judgeUser(name) instanceof Accepted) {
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
