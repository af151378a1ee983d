package chat.charla.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void fieldsFormOneLine() {
    assertEquals("7\tAna\tuno\\ndos\\ttres", Fields.line(7, "Ana", "uno\ndos\ttres"));
  }

  @Test
  void emptyFieldIsKept() {
    assertEquals("a\t\tb", Fields.line("a", "", "b"));
    assertEquals("\tb", Fields.line("", "b"));
  }

  @Test
  void contentCanBeRestored() {
    String text = "C:\\new \u001b[31m rojo \u202E";
    assertEquals("C:\\\\new \\u001b[31m rojo \\u202e", Fields.escape(text));
    assertEquals(text, unescape(Fields.escape(text)));
  }

  /** Decodes a field as a script does. */
  static String unescape(String field) {
    StringBuilder text = new StringBuilder();
    int index = 0;
    while (index < field.length()) {
      char character = field.charAt(index++);
      if (character != '\\') {
        text.append(character);
        continue;
      }
      switch (field.charAt(index++)) {
        case 't' -> text.append('\t');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 'u' -> {
          text.append((char) Integer.parseInt(field.substring(index, index + 4), 16));
          index += 4;
        }
        default -> text.append('\\');
      }
    }
    return text.toString();
  }
}
