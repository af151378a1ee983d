package chat.charla.client.oidc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON text (RFC 8259), which may be hostile. The library needs so little of JSON that this
 * reader is less than a dependency. Used once.
 *
 * <p>An object becomes a {@code Map}, in which the last one of equal keys counts; an array a {@code
 * List}, a number a {@code BigDecimal}, a string a {@code String}, a literal a {@link Literal}.
 */
final class JsonReader {
  /** true, false, and null. */
  enum Literal {
    TRUE,
    FALSE,
    NULL
  }

  /** How deep values may be nested. */
  private static final int MAX_DEPTH = 50;

  /** The longest number that is read; a number of an issuer is far shorter. */
  private static final int MAX_DIGITS = 40;

  private static final int HEX = 16;
  private static final int UNICODE_DIGITS = 4;

  private final String text;
  private int position;

  JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads the whole text.
   *
   * @throws IllegalArgumentException if it is not JSON, or nested too deeply
   */
  Object read() {
    Object value = value(0);
    skipSpace();
    if (position < text.length()) {
      throw malformed();
    }
    return value;
  }

  private Object value(int depth) {
    skipSpace();
    if (depth > MAX_DEPTH) {
      throw malformed();
    }
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return literal("true", Literal.TRUE);
      case 'f':
        return literal("false", Literal.FALSE);
      case 'n':
        return literal("null", Literal.NULL);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new HashMap<>();
    position++;
    if (ends('}')) {
      return object;
    }
    do {
      skipSpace();
      if (peek() != '"') {
        throw malformed();
      }
      String key = string();
      skipSpace();
      expect(':');
      object.put(key, value(depth + 1));
    } while (continues('}'));
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    position++;
    if (ends(']')) {
      return array;
    }
    do {
      array.add(value(depth + 1));
    } while (continues(']'));
    return array;
  }

  /** Whether the end of an empty object or array follows. If so, reads it. */
  private boolean ends(char end) {
    skipSpace();
    if (peek() == end) {
      position++;
      return true;
    }
    return false;
  }

  /** Reads a comma, or the end of an object or an array. Returns whether it was a comma. */
  private boolean continues(char end) {
    skipSpace();
    char next = peek();
    if (next != ',' && next != end) {
      throw malformed();
    }
    position++;
    return next == ',';
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    position++;
    while (peek() != '"') {
      char next = peek();
      position++;
      if (next < ' ') {
        throw malformed();
      }
      string.append(next == '\\' ? escaped() : next);
    }
    position++;
    return string.toString();
  }

  private char escaped() {
    char letter = peek();
    position++;
    switch (letter) {
      case '"':
      case '\\':
      case '/':
        return letter;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return unicode();
      default:
        throw malformed();
    }
  }

  private char unicode() {
    int unit = 0;
    for (int i = 0; i < UNICODE_DIGITS; i++) {
      int digit = Character.digit(peek(), HEX);
      if (digit < 0 || peek() > 'f') {
        throw malformed();
      }
      unit = unit * HEX + digit;
      position++;
    }
    return (char) unit;
  }

  private Literal literal(String word, Literal literal) {
    if (!text.startsWith(word, position)) {
      throw malformed();
    }
    position += word.length();
    return literal;
  }

  private BigDecimal number() {
    int start = position;
    while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String digits = text.substring(start, position);
    if (digits.isEmpty() || digits.length() > MAX_DIGITS || digits.charAt(0) == '+') {
      throw malformed();
    }
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw malformed();
    }
    position++;
  }

  private char peek() {
    if (position >= text.length()) {
      throw malformed();
    }
    return text.charAt(position);
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  /** The message contains no part of the text, which may be a token. */
  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not JSON");
  }
}
