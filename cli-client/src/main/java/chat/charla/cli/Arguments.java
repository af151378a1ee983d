package chat.charla.cli;

import chat.charla.cli.text.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes the command line and the environment as UTF-8. Java itself decodes them in the locale's
 * encoding, and replaces by U+FFFD what it cannot decode. In a UTF-8 locale, Java replaces bytes
 * that are not UTF-8. Without a locale, as in containers and cron jobs, Java replaces every
 * character beyond ASCII. On Linux this class decodes the original bytes instead. It marks bytes
 * that are not UTF-8 ({@link Utf8#isUnicode}), so that callers can refuse the text. Where the
 * original bytes are not available, this class marks the characters that Java has replaced.
 */
final class Arguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

  private Arguments() {}

  /** The arguments, decoded as UTF-8. */
  static String[] inUtf8(String[] decoded) {
    return Arrays.stream(decoded).allMatch(Arguments::isDecodedCorrectly)
        ? decoded
        : restore(decoded, bytes(COMMAND_LINE));
  }

  /** The environment variables, decoded as UTF-8. */
  static Map<String, String> inUtf8(Map<String, String> decoded) {
    return decoded.values().stream().allMatch(Arguments::isDecodedCorrectly)
        ? decoded
        : restore(decoded, bytes(ENVIRONMENT));
  }

  /**
   * Restores the arguments from the original bytes of the command line. The arguments are the last
   * strings of the command line. Checks every ASCII argument against the decoded argument at the
   * same position. If two of them differ, the bytes do not belong to these arguments. In that case
   * this method returns the decoded arguments, with marks in place of the characters that Java has
   * replaced.
   *
   * @param commandLine every argument of the process, Java's own first, each ended by a zero byte
   */
  static String[] restore(String[] decoded, byte[] commandLine) {
    List<String> all = split(commandLine);
    int first = all.size() - decoded.length;
    if (first >= 0) {
      String[] restored = all.subList(first, all.size()).toArray(String[]::new);
      if (areSame(decoded, restored)) {
        return restored;
      }
    }
    return Arrays.stream(decoded).map(Utf8::markReplaced).toArray(String[]::new);
  }

  /**
   * Decodes the values of the variables in {@code decoded} as UTF-8.
   *
   * @param environment every variable of the process as {@code NAME=value}, each ended by a zero
   *     byte
   */
  static Map<String, String> restore(Map<String, String> decoded, byte[] environment) {
    Map<String, String> set = new HashMap<>();
    for (String variable : split(environment)) {
      int end = variable.indexOf('=');
      set.putIfAbsent(variable.substring(0, Math.max(end, 0)), variable.substring(end + 1));
    }
    Map<String, String> restored = new HashMap<>();
    decoded.forEach(
        (name, value) ->
            restored.put(
                name,
                isDecodedCorrectly(value)
                    ? value
                    : set.getOrDefault(name, Utf8.markReplaced(value))));
    return restored;
  }

  private static boolean areSame(String[] decoded, String[] restored) {
    for (int i = 0; i < decoded.length; i++) {
      if (isAscii(restored[i]) && !restored[i].equals(decoded[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether Java has decoded this text without an error. */
  private static boolean isDecodedCorrectly(String decoded) {
    return isAscii(decoded) || (isUtf8Locale() && decoded.indexOf('\uFFFD') < 0);
  }

  private static boolean isUtf8Locale() {
    return System.getProperty("sun.jnu.encoding", "UTF-8").equals("UTF-8");
  }

  private static List<String> split(byte[] bytes) {
    List<String> parts = Arrays.asList(Utf8.mark(bytes).split("\0", -1));
    // No part follows the last zero byte.
    return parts.subList(0, parts.size() - 1);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }
}
