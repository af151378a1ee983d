package chat.charla.cli.chat.view;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana",
        "ANA!",
        "hola ana",
        "ana: mira",
        "¿ana?",
        "ana. Luego",
        "(ana)",
        "@ana",
        "banana ana",
        "lo dijo ana-",
        "👋ana"
      })
  void nameIsASeparateWord(String text) {
    assertTrue(Mention.isIn(text, "Ana"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "banana", "anais", "ana-luisa", "eva-ana", "ana.b", "_ana", "ana1", "an a"})
  void partOfAnotherWordIsNotAMention(String text) {
    assertFalse(Mention.isIn(text, "Ana"));
  }

  @Test
  void nameMayContainDashesAndDots() {
    assertTrue(Mention.isIn("hola ana-luisa.", "Ana-Luisa"));
    assertFalse(Mention.isIn("hola", ""));
  }
}
