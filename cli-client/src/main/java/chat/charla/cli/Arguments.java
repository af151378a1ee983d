package chat.charla.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The command line in UTF-8. Java decodes it as the locale says, and where there is none, as in
 * containers and cron jobs, every letter beyond ASCII is lost. Linux still has the bytes.
 */
final class Arguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Arguments() {}

  static String[] inUtf8(String[] decoded) {
    if (System.getProperty("sun.jnu.encoding", "UTF-8").equals("UTF-8")) {
      return decoded;
    }
    try {
      return restore(decoded, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException e) {
      return decoded;
    }
  }

  /**
   * The last arguments of a command line, if they are the same as these as far as that can be seen.
   *
   * @param commandLine every argument of the process, each ended by a zero byte
   */
  static String[] restore(String[] decoded, byte[] commandLine) {
    String[] all = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
    // The last zero byte ends the last argument and begins nothing.
    int end = all.length - 1;
    if (end < decoded.length) {
      return decoded;
    }
    String[] restored = Arrays.copyOfRange(all, end - decoded.length, end);
    for (int i = 0; i < decoded.length; i++) {
      if (isAscii(restored[i]) && !restored[i].equals(decoded[i])) {
        return decoded;
      }
    }
    return restored;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }
}
