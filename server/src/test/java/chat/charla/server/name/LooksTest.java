package chat.charla.server.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.name.NameFold;
import chat.charla.server.name.Confusables.Mapping;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LooksTest {

  /**
   * If this fails, ICU's tables have changed: raise {@link Looks#EDITION}, and edit the contract.
   */
  @Test
  void theTablesHaveTheVersionThatTheContractNames() {
    VersionInfo version = UCharacter.getUnicodeVersion();

    assertEquals(NameRules.UNICODE, version.getMajor() + "." + version.getMinor());
  }

  /** Upper and lower case of names must not depend on the Unicode version of this Java. */
  @Test
  void thisJavaAgreesWithIcuOnTheCaseOfNames() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (Repertoire.contains(codePoint)) {
        String text = Character.toString(codePoint);
        assertEquals(UCharacter.toUpperCase(ULocale.ROOT, text), text.toUpperCase(Locale.ROOT));
        assertEquals(UCharacter.toLowerCase(ULocale.ROOT, text), text.toLowerCase(Locale.ROOT));
      }
    }
  }

  @Test
  void namesThatUnicodeCallsConfusableAreConfusable() {
    List<Mapping> sample = Confusables.sample();

    assertTrue(sample.size() > 150, "the sample is complete");
    for (Mapping each : sample) {
      assertConfusable(each.source(), each.prototype());
    }
  }

  /** This test covers all characters that names may have, and that ICU's tables contain. */
  @Test
  void everyCharacterIsConfusableWithItsPrototypeInAnyCase() {
    SpoofChecker icu = new SpoofChecker.Builder().build();
    int replaced = 0;
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String character = Character.toString(codePoint);
      if (!Repertoire.contains(codePoint)) {
        continue;
      }
      String prototype = icu.getSkeleton(character);
      if (!prototype.equals(Normalizer.normalize(character, Normalizer.Form.NFD))) {
        replaced++;
        assertConfusable(character, prototype);
      }
    }
    assertTrue(replaced > 10_000, "only " + replaced + " characters have a prototype");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana, ana",
    "alice, AIice",
    "Alice, aIice",
    "alice, ALlCE",
    "alice, a1ice",
    "Al, AI",
    "Bob, B0b",
    "BOB, b0b",
    "Carmen, Carrnen",
    "carmen, CARRNEN",
    "Ian, lan",
    "Ian, Lan",
    "team1, teaml",
    "AHA, \u0410\u041d\u0410",
    "Aha, \u0410\u041d\u0410",
    "Nino, \u039d\u0399\u039d\u039f",
    "coco, \u0441\u043e\u0441\u043e",
    "\u53e3, \u30ed",
    "\u4e8c, \u30cb",
    "\u3078, \u30d8",
    "\u0661, \u06f1",
  })
  void theseNamesAreConfusable(String name, String other) {
    assertTrue(Looks.areConfusable(name, other));
    assertTrue(Looks.areConfusable(other, name));
  }

  @ParameterizedTest
  @CsvSource({
    "Ana, Eva",
    "Ana, Ana-2",
    "Ana, Anna",
    "Jose, Jos\u00e9",
    "Leila, Lelia",
    "Ila, Lia",
    "Ali, Eli",
    "Nina, Vina",
    "Ana, \u0430\u043d\u0430",
    "person1, person2",
    "\u674e, \u738b",
    "\u041c\u0430\u0440\u0438\u044f, Maria",
  })
  void theseNamesAreNotConfusable(String name, String other) {
    assertFalse(Looks.areConfusable(name, other));
  }

  private static void assertConfusable(String source, String prototype) {
    for (String spelling :
        List.of(
            prototype, prototype.toUpperCase(Locale.ROOT), prototype.toLowerCase(Locale.ROOT))) {
      if (NameFold.fold(spelling).equals(NameFold.fold(prototype))) {
        assertTrue(
            Looks.areConfusable(source, spelling),
            () -> String.format("%s (U+%04X) and %s", source, source.codePointAt(0), spelling));
      }
    }
  }
}
