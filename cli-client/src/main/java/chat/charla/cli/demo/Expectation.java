package chat.charla.cli.demo;

import java.util.regex.Pattern;

/**
 * A line that a console must show. On the server's console, time and level may precede the line,
 * because the server writes them if it has no terminal.
 *
 * @param line the whole line; {@code ID} in it matches an identifier, {@code HH:MM} a time of day,
 *     and {@code …} any text
 */
record Expectation(String line) {
  boolean isMetBy(String shown) {
    return Pattern.matches(
        "([0-9T:.-]+Z [A-Z]+ )?"
            + Pattern.quote(line)
                .replace("ID", "\\E[0-9a-z]+\\Q")
                .replace("HH:MM", "\\E[0-2][0-9]:[0-5][0-9]\\Q")
                .replace("…", "\\E.*\\Q"),
        shown);
  }
}
