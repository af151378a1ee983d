package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The server program. */
public final class Main {
  private Main() {}

  /**
   * Runs a server until a signal ends it, or another command of {@link Commands}. The exit codes
   * are 0 after a signal, 1 if the server could not start, 2 for an invalid configuration, and 3
   * after a fatal failure.
   */
  public static void main(String[] arguments) throws InterruptedException {
    ProcessEnd.prepare();
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$s %3$s %5$s%6$s%n");
    LogLevels.limit();
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(Commands.run(out, err, System.getenv(), arguments));
  }
}
