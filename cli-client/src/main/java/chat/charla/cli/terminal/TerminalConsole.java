package chat.charla.cli.terminal;

import chat.charla.cli.chat.Console;
import chat.charla.cli.chat.Prompt;
import chat.charla.cli.text.StyledText;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with a line editor. What arrives is printed above the line that is being typed, which
 * stays as it is, cursor included.
 *
 * <p>Ctrl-C drops the line; on an empty one it says how to leave, and twice it is the end of the
 * input, as is Ctrl-D on an empty line.
 */
public final class TerminalConsole implements Console {
  private static final long STOP_SECONDS = 1;

  private final Terminal terminal;
  private final Attributes attributes;
  private final LineReader reader;
  private final String howToLeave;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Thread readingThread;
  private volatile boolean closed;

  /** A console on this terminal, which it closes. */
  TerminalConsole(Terminal terminal, String howToLeave) {
    this.terminal = terminal;
    // For good, not only while a line is edited: or what is typed between two lines, by whoever is
    // fast, would be echoed by the terminal and then shown a second time by the editor.
    this.attributes = terminal.enterRawMode();
    this.howToLeave = howToLeave;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(speech())
            // Or '!' and '\' would be commands of the editor.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            // What a pasted text's further lines begin with, as in messages that arrive.
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  | ")
            .variable(LineReader.BELL_STYLE, "none")
            .build();
  }

  /**
   * The terminal that this program runs in.
   *
   * @param howToLeave what Ctrl-C on an empty line says
   * @throws IOException if there is none, or none that can edit lines
   */
  public static TerminalConsole open(String howToLeave) throws IOException {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_JNI)
              .dumb(false)
              .encoding(StandardCharsets.UTF_8)
              // Newer Java releases have encodings of their own for these, by the locale.
              .stdinEncoding(StandardCharsets.UTF_8)
              .stdoutEncoding(StandardCharsets.UTF_8)
              // Or it would ask the terminal, wait for the answer, and swallow what is typed.
              .graphemeCluster(false)
              .build();
      return new TerminalConsole(terminal, howToLeave);
    } catch (IllegalStateException | LinkageError e) {
      // JLine's way to say that there is no native library for this machine.
      throw new IOException("no terminal", e);
    }
  }

  @Override
  public void print(StyledText lines) {
    if (!closed) {
      reader.printAbove(lines.ansi());
    }
  }

  @Override
  public @Nullable String readLine(Prompt prompt) {
    reading.lock();
    try {
      readingThread = Thread.currentThread();
      return closed ? null : editLine(literally(prompt.text()));
    } finally {
      readingThread = null;
      reading.unlock();
    }
  }

  @Override
  public boolean echoesInput() {
    return true;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopReading();
    try {
      terminal.setAttributes(attributes);
      terminal.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private @Nullable String editLine(String prompt) {
    boolean interrupted = false;
    while (true) {
      try {
        return reader.readLine(prompt);
      } catch (EndOfFileException | IOError e) {
        // An error of the terminal is its end, too: it has been closed, or cut off.
        return null;
      } catch (UserInterruptException e) {
        boolean empty = e.getPartialLine().isEmpty();
        if (closed || (empty && interrupted)) {
          return null;
        }
        interrupted = empty;
        if (empty) {
          print(StyledText.of(howToLeave));
        }
      }
    }
  }

  /** Lets the editor tidy up: it has modes of the terminal to take back. */
  private void stopReading() {
    Thread thread = readingThread;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      if (reading.tryLock(STOP_SECONDS, TimeUnit.SECONDS)) {
        reading.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A line is what is typed: no quotes, no escapes, no continuation. */
  private static DefaultParser speech() {
    DefaultParser parser = new DefaultParser();
    parser.setQuoteChars(new char[0]);
    parser.setEscapeChars(new char[0]);
    return parser;
  }

  /** In JLine's prompts a '%' begins a pattern. */
  private static String literally(String prompt) {
    return prompt.replace("%", "%%");
  }
}
