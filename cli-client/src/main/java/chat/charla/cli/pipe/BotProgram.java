package chat.charla.cli.pipe;

import chat.charla.cli.script.OnShutdown;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A bot: a program that reads events from its standard input, and writes commands to its standard
 * output. Its standard error goes to the standard error of this program. Not thread-safe.
 */
public final class BotProgram implements AutoCloseable {
  /** How long the bot may take to end once its input has ended. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Process process;

  /** Ends the bot if a signal ends this program. */
  private final OnShutdown ending;

  private BotProgram(Process process) {
    this.process = process;
    this.ending = OnShutdown.run(process::destroy);
  }

  /**
   * Starts a bot.
   *
   * @param commandLine a command line for the shell
   * @throws IOException if there is no shell
   */
  public static BotProgram start(String commandLine) throws IOException {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    List<String> shell = windows ? List.of("cmd", "/c") : List.of("sh", "-c");
    Process process =
        new ProcessBuilder(shell.get(0), shell.get(1), commandLine)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new BotProgram(process);
  }

  /** The commands that the bot writes. */
  public InputStream commands() {
    return process.getInputStream();
  }

  /**
   * The stream from which the bot reads events, in UTF-8. If the bot has closed its standard input,
   * this stream discards the events. The bot can still write commands.
   */
  public PrintStream events() {
    OutputStream input = process.getOutputStream();
    OutputStream whileRead =
        new OutputStream() {
          @Override
          public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            try {
              input.write(bytes, offset, length);
              input.flush();
            } catch (IOException e) {
              // The bot has closed its standard input.
            }
          }
        };
    return new PrintStream(whileRead, true, StandardCharsets.UTF_8);
  }

  /**
   * Ends the bot's input, and waits for the bot to end.
   *
   * @return the bot's exit code; empty if the bot did not end in time and was killed
   */
  public OptionalInt end() throws InterruptedIOException {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The bot has closed its standard input.
    }
    try {
      if (process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return OptionalInt.of(process.exitValue());
      }
      process.destroy();
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a bot to end");
    }
  }

  /** Does the same as {@link #end}. */
  @Override
  public void close() throws InterruptedIOException {
    ending.close();
    end();
  }
}
