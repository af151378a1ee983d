package chat.charla.server.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Parses one element of the header {@code Forwarded} (RFC 7239, 4): parameters separated by
 * semicolons. The values of parameters may be quoted. An object is for one element and one thread.
 */
final class ForwardedElement {
  private static final String SYMBOLS_OF_TOKENS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int position;

  private ForwardedElement(String text) {
    this.text = text;
  }

  /**
   * The value of the parameter {@code for}; null if the parameter is absent or the element is
   * malformed.
   */
  static @Nullable String node(String element) {
    return new ForwardedElement(element).node();
  }

  private @Nullable String node() {
    String node = null;
    do {
      skipSpace();
      String name = name();
      if (!take('=')) {
        return null;
      }
      String value = take('"') ? quoted() : plain();
      if (value == null) {
        return null;
      }
      if (name.equalsIgnoreCase("for")) {
        if (node != null) {
          return null;
        }
        node = value;
      }
      skipSpace();
    } while (take(';'));
    return position == text.length() ? node : null;
  }

  private String name() {
    int begin = position;
    while (position < text.length() && isOfToken(text.charAt(position))) {
      position++;
    }
    return text.substring(begin, position);
  }

  /**
   * A token. It may also contain the colons and brackets of addresses, although the RFC requires
   * quotes for values with these characters.
   */
  private String plain() {
    int begin = position;
    while (position < text.length()
        && (isOfToken(text.charAt(position)) || ":[]".indexOf(text.charAt(position)) >= 0)) {
      position++;
    }
    return text.substring(begin, position);
  }

  /**
   * A quoted string, up to its closing quotation mark; null if there is no closing quotation mark.
   */
  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char character = text.charAt(position++);
      if (character == '"') {
        return value.toString();
      }
      if (character == '\\' && position < text.length()) {
        character = text.charAt(position++);
      }
      value.append(character);
    }
    return null;
  }

  private boolean take(char character) {
    boolean found = position < text.length() && text.charAt(position) == character;
    position += found ? 1 : 0;
    return found;
  }

  private void skipSpace() {
    while (take(' ') || take('\t')) {
      // take() advances the position.
    }
  }

  private static boolean isOfToken(char character) {
    return (character >= '0' && character <= '9')
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || SYMBOLS_OF_TOKENS.indexOf(character) >= 0;
  }
}
