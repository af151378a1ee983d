package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8;
import chat.charla.client.WhiteSpace;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with a line editor. Output is printed above the line that is being typed, and changes
 * neither the line nor the cursor. When the user presses Enter, the console erases the line. The
 * caller that reads the line decides whether to print it.
 *
 * <p>A line that is not UTF-8 stays in the editor, with U+FFFD for each invalid byte, so that the
 * user can correct the line. A U+FFFD that the user has typed is valid.
 *
 * <p>Ctrl-C clears the line. On an empty line the first Ctrl-C prints how to leave, and the second
 * Ctrl-C ends the input. Ctrl-D on an empty line also ends the input. If the console is closed
 * while the line has text, the console prints that the text was not sent. Ctrl-Z stops the program,
 * and the line is there again when the user's shell continues the program. Before the first line is
 * read, and after the input has ended, Ctrl-C terminates the program as usual.
 */
public final class TerminalConsole implements Console {
  /** The exit code after SIGINT, by the convention of shells and Java. */
  static final int INTERRUPTED = 130;

  /** The exit code after SIGTERM. */
  private static final int TERMINATED = 143;

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final TerminalModes modes;
  private final Editor editor;
  private final InputHistory history;
  private final Painter painter;
  private final ConsoleTexts texts;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Thread readingThread;
  private volatile boolean warned;
  private volatile boolean closed;

  /**
   * Creates a console on this terminal. {@link #close} also closes the terminal.
   *
   * @param stopProgram stops the program until the user's shell continues it
   */
  TerminalConsole(
      Terminal terminal,
      ConsoleTexts texts,
      boolean coloured,
      @Nullable Path historyFile,
      Runnable stopProgram) {
    this.terminal = terminal;
    this.texts = texts;
    this.modes = new TerminalModes(terminal);
    this.editor = new Editor(terminal, modes, TerminalStyles.of(terminal, coloured), stopProgram);
    this.history = new InputHistory(historyFile);
    history.load().forEach(editor::remember);
    this.painter = new Painter(new Area());
    modes.set();
    terminal.handle(Terminal.Signal.CONT, signal -> editor.continued());
    painter.start();
  }

  /**
   * Opens the terminal that this program runs in.
   *
   * @param coloured whether to use colours; bold, dim and reverse are always used
   * @param historyFile the file for the input history, or null for none
   * @throws IOException if there is no terminal, or line editing is not possible
   */
  public static TerminalConsole open(
      ConsoleTexts texts, boolean coloured, @Nullable Path historyFile) throws IOException {
    // JLine closes the terminal when a signal terminates the program. This hook runs before JLine's
    // own hook, because it is added earlier.
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
              // Newer Java releases would derive the encodings of standard input and output from
              // the locale.
              .stdinEncoding(Utf8.MARKING)
              .stdoutEncoding(StandardCharsets.UTF_8)
              // Without this setting, JLine would query the terminal, wait for the answer, and
              // swallow typed input.
              .graphemeCluster(false)
              .build();
      TerminalConsole console =
          new TerminalConsole(terminal, texts, coloured, historyFile, ProcessGroup::stop);
      onShutdown.set(console);
      terminal.handle(Terminal.Signal.INT, signal -> console.interrupted());
      return console;
    } catch (IllegalStateException | LinkageError e) {
      // JLine has no native library for this machine.
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
  public int columns() {
    return editor.columns();
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
      modes.enableSignals(false);
      String line = prompt.hidden() ? editHiddenLine() : editLine();
      if (line == null && !closed) {
        modes.enableSignals(true);
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
  public boolean canHide() {
    return true;
  }

  @Override
  public boolean echoesInput() {
    return false;
  }

  /**
   * Prints the waiting output and closes the terminal. If the terminal is blocked for a second,
   * discards the output.
   */
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
        modes.restoreAttributes();
      }
    } catch (IOException | IOError | IllegalStateException e) {
      // The terminal is closed already.
    }
  }

  /**
   * Closes the console during shutdown. If the terminal is blocked, JLine's own shutdown hook would
   * wait forever. So this method then waits until the chat has had time to leave, and halts the
   * program.
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
        print(texts.notUtf8().get());
      } catch (EndOfFileException | IOError e) {
        // An error of the terminal also ends the input, because the terminal has been closed or
        // disconnected.
        return null;
      } catch (UserInterruptException e) {
        line = "";
        boolean empty = e.getPartialLine().isEmpty();
        if (closed && !WhiteSpace.isBlank(e.getPartialLine())) {
          print(texts.notSent().apply(e.getPartialLine()));
        }
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

  /** Reads a line without showing it. Returns an empty line if the user presses Ctrl-C. */
  private @Nullable String editHiddenLine() {
    while (true) {
      try {
        String line = editor.readHiddenLine();
        if (Utf8.isUnicode(line)) {
          return line;
        }
        print(texts.notUtf8().get());
      } catch (UserInterruptException e) {
        return closed ? null : "";
      } catch (EndOfFileException | IOError e) {
        return null;
      }
    }
  }

  private void warn() {
    warned = true;
    print(texts.howToLeave().get());
  }

  /**
   * Handles Ctrl-C. JLine calls this method for a signal, and for each Ctrl-C key that it finds in
   * the terminal's input. Without this handler, the system would terminate the program at once, and
   * the terminal would not be restored.
   */
  private void interrupted() {
    if (modes.areSignalsEnabled()) {
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

  /** The canvas on which the painter's thread draws. */
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
    }
  }
}
