package chat.charla.cli.demo;

import java.util.regex.Pattern;

/**
 * A line that a console must show. Time and level, which the server writes before a line if it has
 * no terminal, may precede it.
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
