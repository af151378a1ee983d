package chat.charla.cli.command;

import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks the user a question with the answers yes and no. */
final class Confirmation {
  private static final int LONGEST_ANSWER = 1000;

  private final Invocation invocation;

  Confirmation(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Asks until the user answers, and returns whether the answer is yes. The end of the input and an
   * empty line mean no.
   *
   * @throws CommandException if there is no terminal
   */
  boolean isGiven(String key, Object... arguments) throws CommandException, IOException {
    Context context = invocation.context();
    if (!context.terminal()) {
      throw new CommandException(ExitCode.USAGE, invocation.messages().text("usage.yes"));
    }
    String answer;
    do {
      context.out().print(invocation.messages().text(key, arguments));
      context.out().flush();
      String line = readLine(context.in());
      answer = line == null ? "" : WhiteSpace.strip(line).toLowerCase(Locale.ROOT);
      if (answer.isEmpty() || invocation.messages().words("answer.no").contains(answer)) {
        return false;
      }
    } while (!invocation.messages().words("answer.yes").contains(answer));
    return true;
  }

  /**
   * Reads exactly one line, because the input after it answers another question. Returns null at
   * the end of the input.
   */
  static @Nullable String readLine(InputStream in) throws IOException {
    byte[] line = new byte[LONGEST_ANSWER];
    int length = 0;
    int next = in.read();
    boolean ended = next < 0;
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (length < line.length) {
        line[length++] = (byte) next;
      }
    }
    return ended ? null : new String(line, 0, length, StandardCharsets.UTF_8);
  }
}
