package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  private static final String SHEEP = "\uD83D\uDC11";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g7#kPl0q",
        "the tide is out",
        "        x",
        "ñandúñandú",
        "Berta's dog",
      })
  void everyPasswordThatIsLongEnoughAndNotCommonIsAllowed(String password) {
    assertEquals(Optional.empty(), PasswordRules.brokenBy(password, "Berta"));
  }

  @Test
  void theLengthCountsInCodePointsAfterNormalisation() {
    assertBroken(PasswordRule.LENGTH, "");
    assertBroken(PasswordRule.LENGTH, "g7#kPl0");
    assertBroken(PasswordRule.LENGTH, SHEEP.repeat(7));
    assertBroken(PasswordRule.LENGTH, "n\u0303".repeat(7));
    assertEquals(Optional.empty(), PasswordRules.brokenBy(SHEEP.repeat(8), "Berta"));
    assertEquals(Optional.empty(), PasswordRules.brokenBy(SHEEP.repeat(256), "Berta"));
    assertEquals(Optional.empty(), PasswordRules.brokenBy("n\u0303".repeat(256), "Berta"));
    assertBroken(PasswordRule.LENGTH, SHEEP.repeat(257));
    assertBroken(PasswordRule.LENGTH, "x".repeat(257));
    assertBroken(PasswordRule.LENGTH, "x".repeat(10_000_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"the tide\nis out", "\u0000the tide", "the\u0085tide", "the tide\u0378"})
  void controlCharactersAndUnassignedCodePointsAreRefused(String password) {
    assertBroken(PasswordRule.CHARACTER, password);
  }

  @Test
  void aRefusalNamesTheRule() {
    assertEquals(
        Map.of("rule", "length", "min_code_points", "8", "max_code_points", "256"),
        PasswordRule.LENGTH.refusal("credential").metadata());
    assertEquals(Map.of("rule", "common"), PasswordRule.COMMON.refusal("credential").metadata());
  }

  @Test
  void aPasswordIsNotTheName() {
    assertEquals(
        Optional.of(PasswordRule.NAME), PasswordRules.brokenBy("guillermina", "Guillermina"));
    assertEquals(
        Optional.of(PasswordRule.NAME), PasswordRules.brokenBy("BEGON\u0303A.1", "Begoña.1"));
    assertEquals(Optional.empty(), PasswordRules.brokenBy("guillermina!", "Guillermina"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678",
        "Password1",
        "P@SSW0RD",
        "contraseña",
        "contrasen\u0303a",
        "charla123"
      })
  void aPasswordIsNotOneOfTheMostCommonOnes(String password) {
    assertBroken(PasswordRule.COMMON, password);
  }

  @Test
  void theSamePasswordTypedElsewhereHasTheSameBytes() {
    assertSame("mañana es otro día", "man\u0303ana es otro di\u0301a");
    assertSame("caf\u00E9 Ångström", "cafe\u0301 \u212Bngstro\u0308m");
  }

  @Test
  void nothingElseIsChanged() {
    assertEquals("a\u00A0b\u2009c ", new String(bytes("a\u00A0b\u2009c "), StandardCharsets.UTF_8));
    assertEquals("E=mc²,E=mc²", new String(bytes("E=mc²,E=mc²"), StandardCharsets.UTF_8));
    assertEquals("Großbuchstabe", new String(bytes("Großbuchstabe"), StandardCharsets.UTF_8));
  }

  @Test
  void aClosedPasswordIsOverwritten() {
    Password password = Password.of("the tide is out").orElseThrow();

    password.close();

    assertArrayEquals(new byte[15], password.bytes());
  }

  @Test
  void aTextThatIsTooLongIsNotAPassword() {
    assertTrue(Password.of("x".repeat(Password.MAX_LENGTH)).isPresent());
    assertTrue(Password.of("x".repeat(Password.MAX_LENGTH + 1)).isEmpty());
  }

  private static void assertBroken(PasswordRule rule, String password) {
    assertEquals(Optional.of(rule), PasswordRules.brokenBy(password, "Berta"));
  }

  private static void assertSame(String expected, String typed) {
    assertEquals(expected, new String(bytes(typed), StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return Password.of(text).orElseThrow().bytes();
  }
}
