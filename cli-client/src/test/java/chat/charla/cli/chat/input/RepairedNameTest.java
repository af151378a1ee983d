package chat.charla.cli.chat.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepairedNameTest {
  @Test
  void runOfForbiddenCharactersBecomesOneUnderscore() {
    assertEquals(Optional.of("Ana_María"), RepairedName.of("Ana  María"));
    assertEquals(Optional.of("ana_luis"), RepairedName.of("<ana> & luis!"));
    assertEquals(Optional.of("a.b-c_d"), RepairedName.of("a.b-c_d?"));
  }

  @Test
  void longNameIsCutToTheMaximumLength() {
    assertEquals(Optional.of("ñ".repeat(32)), RepairedName.of("ñ".repeat(33)));
    assertEquals(Optional.of("𝐚".repeat(32)), RepairedName.of("𝐚".repeat(4000)));
  }

  @Test
  void noNameIsOfferedIfNothingChangesOrNoLetterIsLeft() {
    assertEquals(Optional.empty(), RepairedName.of("Servidor"));
    assertEquals(Optional.empty(), RepairedName.of("!!!"));
    assertEquals(Optional.empty(), RepairedName.of("👋👋"));
    assertEquals(Optional.empty(), RepairedName.of(""));
  }
}
