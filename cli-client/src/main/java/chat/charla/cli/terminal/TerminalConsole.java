package chat.charla.cli.terminal;

import chat.charla.cli.chat.Console;
import chat.charla.cli.chat.InputArea;
import chat.charla.cli.chat.Prompt;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with a line editor. What arrives is printed above the line that is being typed, which
 * stays as it is, cursor included. A line that was entered vanishes: the caller that reads it shows
 * it.
 *
 * <p>A line with something that is not UTF-8 is not read: it stays to be mended, and shows U+FFFD
 * there. A U+FFFD that is meant so is read.
 *
 * <p>Ctrl-C drops the line; on an empty one it says how to leave, and twice it is the end of the
 * input, as is Ctrl-D on an empty line. Before the first line and after the last, Ctrl-C ends the
 * program as it does anywhere.
 */
public final class TerminalConsole implements Console {
  /** What a shell says of a program that SIGINT has ended, and Java, too. */
  private static final int INTERRUPTED = 130;

  /** The same of SIGTERM. */
  private static final int TERMINATED = 143;

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Attributes attributes;
  private final Editor editor;
  private final InputHistory history;
  private final Painter painter;
  private final Supplier<StyledText> howToLeave;
  private final Supplier<StyledText> notUtf8;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Thread readingThread;
  private volatile boolean signalsEnabled;
  private volatile boolean warned;
  private volatile boolean closed;

  /** A console on this terminal, which it closes. */
  TerminalConsole(
      Terminal terminal,
      Supplier<StyledText> howToLeave,
      Supplier<StyledText> notUtf8,
      boolean coloured,
      @Nullable Path historyFile) {
    this.terminal = terminal;
    this.howToLeave = howToLeave;
    this.notUtf8 = notUtf8;
    this.attributes = terminal.enterRawMode();
    enableSignals(true);
    this.editor = new Editor(terminal, Looks.of(terminal, coloured));
    this.history = new InputHistory(historyFile);
    history.load().forEach(editor::remember);
    this.painter = new Painter(new Area());
    editor.enter();
    painter.start();
  }

  /**
   * The terminal that this program runs in.
   *
   * @param howToLeave what Ctrl-C on an empty line says
   * @param notUtf8 what Enter says of a line with something that is not UTF-8, which stays
   * @param coloured whether to use colours; bold, dim and reverse are used anyway
   * @param historyFile where lines are kept for later; null for nowhere
   * @throws IOException if there is no terminal, or none that can edit lines
   */
  public static TerminalConsole open(
      Supplier<StyledText> howToLeave,
      Supplier<StyledText> notUtf8,
      boolean coloured,
      @Nullable Path historyFile)
      throws IOException {
    // JLine closes the terminal when a signal ends the program. What is asked before it comes
    // first.
    AtomicReference<@Nullable TerminalConsole> onShutdown = new AtomicReference<>();
    ShutdownHooks.add(
        () -> {
          TerminalConsole console = onShutdown.get();
          if (console != null) {
            console.closeOnShutdown();
          }
        });
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_JNI)
              .dumb(false)
              .encoding(StandardCharsets.UTF_8)
              // Newer Java releases have encodings of their own for these, by the locale.
              .stdinEncoding(Utf8.MARKING)
              .stdoutEncoding(StandardCharsets.UTF_8)
              // Or it would ask the terminal, wait for the answer, and swallow what is typed.
              .graphemeCluster(false)
              .build();
      TerminalConsole console =
          new TerminalConsole(terminal, howToLeave, notUtf8, coloured, historyFile);
      onShutdown.set(console);
      terminal.handle(Terminal.Signal.INT, signal -> console.interrupted());
      return console;
    } catch (IllegalStateException | LinkageError e) {
      // JLine's way to say that there is no native library for this machine.
      throw new IOException("no terminal", e);
    }
  }

  @Override
  public void print(StyledText lines) {
    painter.add(new Painter.Task.Lines(lines));
  }

  @Override
  public void show(InputArea area) {
    editor.setArea(area);
    painter.refresh();
  }

  @Override
  public void ring() {
    painter.add(new Painter.Task.Bell());
  }

  @Override
  public void clear() {
    painter.add(new Painter.Task.Clear());
  }

  @Override
  public @Nullable String readLine(Prompt prompt) {
    reading.lock();
    try {
      if (closed) {
        return null;
      }
      readingThread = Thread.currentThread();
      editor.setPrompt(prompt);
      enableSignals(false);
      String line = editLine();
      if (line == null && !closed) {
        enableSignals(true);
      }
      return line;
    } finally {
      readingThread = null;
      reading.unlock();
    }
  }

  @Override
  public void remember(String line, boolean forLater) {
    editor.remember(line);
    if (forLater) {
      history.add(line);
      painter.refresh();
    }
  }

  @Override
  public boolean echoesInput() {
    return false;
  }

  /** What was printed before is still shown, unless the terminal takes nothing for a second. */
  @Override
  public void close() {
    closed = true;
    stopReading();
    painter.close();
    try {
      if (painter.awaitEnd(LIMIT)) {
        terminal.close();
      } else {
        history.save();
        terminal.setAttributes(attributes);
      }
    } catch (IOException | IOError | IllegalStateException e) {
      // The terminal is closed already.
    }
  }

  /**
   * What comes after it in JLine would wait for ever for a terminal that takes nothing. So the
   * program then ends here, as soon as the chat has had its time to leave.
   */
  private void closeOnShutdown() {
    close();
    if (!painter.awaitEnd(LIMIT.multipliedBy(2))) {
      Runtime.getRuntime().halt(TERMINATED);
    }
  }

  private @Nullable String editLine() {
    String line = "";
    while (true) {
      try {
        line = editor.readLineFrom(line);
        warned = false;
        if (Utf8.isUnicode(line)) {
          return line;
        }
        print(notUtf8.get());
      } catch (EndOfFileException | IOError e) {
        // An error of the terminal is its end, too: it has been closed, or cut off.
        return null;
      } catch (UserInterruptException e) {
        line = "";
        boolean empty = e.getPartialLine().isEmpty();
        if (closed || (empty && warned)) {
          return null;
        }
        warned = false;
        if (empty) {
          warn();
        }
      }
    }
  }

  private void warn() {
    warned = true;
    print(howToLeave.get());
  }

  /**
   * JLine calls this for a signal, and for each Ctrl-C that it reads ahead as a key. Without it, it
   * would have the system end the program on the spot, with the terminal as it is.
   */
  private void interrupted() {
    if (signalsEnabled) {
      System.exit(INTERRUPTED);
    }
  }

  private void stopReading() {
    Thread thread = readingThread;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      if (reading.tryLock(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        reading.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The terminal stays in raw mode, not only while a line is edited: otherwise it would echo what a
   * fast user types between two lines, and the editor would show that a second time. Before the
   * first line and after the last, Ctrl-C is a signal.
   */
  private void enableSignals(boolean enabled) {
    // A copy, since JLine keeps what it returned.
    Attributes raw = new Attributes(terminal.getAttributes());
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, enabled);
    terminal.setAttributes(raw);
    signalsEnabled = enabled;
  }

  /** What the painter's thread does. */
  private final class Area implements Painter.Canvas {
    @Override
    public void paint(List<Painter.Task> tasks) {
      editor.paint(tasks);
      history.save();
    }

    @Override
    public void leave() {
      history.save();
      editor.leave();
      terminal.setAttributes(attributes);
    }
  }
}
