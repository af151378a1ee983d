package chat.charla.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.cli.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void lettersOutsideTheLocaleAreRestored() {
    byte[] commandLine = bytes("java\0-jar\0charla.jar\0send\0Cómo estás\0--name\0Zoë\0");
    String[] decoded = {"send", "C??mo est??s", "--name", "Zo??"};
    assertArrayEquals(
        new String[] {"send", "Cómo estás", "--name", "Zoë"},
        Arguments.restore(decoded, commandLine));
  }

  @Test
  void emptyArgumentsAreKept() {
    assertArrayEquals(
        new String[] {"send", "", "ñ"},
        Arguments.restore(new String[] {"send", "", "??"}, bytes("java\0send\0\0ñ\0")));
  }

  @Test
  void theBytesOfAnotherCommandLineAreNotUsed() {
    String[] decoded = {"send", "Como"};
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("java\0tail\0Cómo\0")));
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("Cómo\0")));
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("")));
  }

  @Test
  void invalidUtf8IsMarked() {
    byte[] latin1 = "java\0send\0Cómo\0\u00FF\0".getBytes(StandardCharsets.ISO_8859_1);
    String[] restored = Arguments.restore(new String[] {"send", "C?mo", "?"}, latin1);
    assertEquals("send", restored[0]);
    assertFalse(Utf8.isUnicode(restored[1]));
    assertFalse(Utf8.isUnicode(restored[2]));
  }

  @Test
  void replacementCharacterIsKeptOnlyIfTheBytesContainIt() {
    String[] decoded = {"\uFFFD"};
    assertArrayEquals(decoded, Arguments.restore(decoded, bytes("java\0\uFFFD\0")));
    assertFalse(Utf8.isUnicode(Arguments.restore(decoded, bytes(""))[0]));
  }

  @Test
  void variablesOutsideTheLocaleAreRestoredOrMarked() {
    Map<String, String> decoded = Map.of("A", "Zo\uFFFD\uFFFD", "B", "x", "C", "\uFFFD");
    Map<String, String> restored =
        Arguments.restore(decoded, bytes("A=Zoë\0B=another\0NONE\0=C:\0"));
    assertEquals("Zoë", restored.get("A"));
    assertEquals("x", restored.get("B"));
    assertFalse(Utf8.isUnicode(String.valueOf(restored.get("C"))));
    assertEquals(3, restored.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
