package chat.charla.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void lettersThatTheLocaleLostComeBack() {
    byte[] commandLine = bytes("java\0-jar\0charla.jar\0send\0Cómo estás\0--name\0Zoë\0");
    String[] decoded = {"send", "C??mo est??s", "--name", "Zo??"};
    assertArrayEquals(
        new String[] {"send", "Cómo estás", "--name", "Zoë"},
        Arguments.restore(decoded, commandLine));
  }

  @Test
  void emptyArgumentsKeepTheirPlace() {
    assertArrayEquals(
        new String[] {"send", "", "ñ"},
        Arguments.restore(new String[] {"send", "", "??"}, bytes("java\0send\0\0ñ\0")));
  }

  @Test
  void anotherCommandLineIsNotTakenForThisOne() {
    String[] decoded = {"send", "C??mo"};
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("java\0tail\0Cómo\0")));
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("Cómo\0")));
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
