package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminalOutputStream.DelegateOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The line editor on an emulated terminal, whose cells a test can check. */
abstract class TerminalFixture {
  static final int COLUMNS = 40;
  static final int ROWS = 12;
  static final Duration LIMIT = Patience.LIMIT;
  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";
  static final String CTRL_A = "\u0001";
  static final String CTRL_F = "\u0006";
  static final String CTRL_L = "\f";
  static final String CTRL_R = "\u0012";
  static final String CTRL_Z = "\u001a";
  static final String UP = "\u001bOA";
  static final String DOWN = "\u001bOB";
  static final String PROMPT = "<Ana>: ";
  static final String HOW_TO_LEAVE = "-- :q";
  static final String NOT_UTF8 = "-- \uFFFD";

  @TempDir Path directory;
  Path historyFile;
  int columns;
  int rows;
  ScreenTerminal screen;
  LineDisciplineTerminal terminal;
  TerminalConsole console;

  /** Runs instead of stopping the program. */
  volatile Runnable stopped = () -> {};

  @BeforeEach
  void open() throws IOException {
    historyFile = directory.resolve("input-history");
    open(true);
  }

  final void open(boolean coloured) throws IOException {
    screen = new ScreenTerminal(COLUMNS, ROWS);
    DelegateOutputStream output = new DelegateOutputStream();
    terminal =
        new LineDisciplineTerminal(
            "test",
            "xterm-256color",
            output,
            StandardCharsets.UTF_8,
            Utf8.MARKING,
            StandardCharsets.UTF_8,
            Terminal.SignalHandler.SIG_DFL);
    terminal.setSize(new Size(COLUMNS, ROWS));
    ScreenTerminal.wireTerminal(screen, terminal, output);
    columns = COLUMNS;
    rows = ROWS;
    console =
        new TerminalConsole(
            terminal,
            new ConsoleTexts(
                () -> StyledText.of(HOW_TO_LEAVE),
                () -> StyledText.of(NOT_UTF8),
                typed -> StyledText.of("-- not sent: " + typed)),
            coloured,
            historyFile,
            () -> stopped.run());
  }

  @AfterEach
  void close() {
    console.close();
  }

  static InputArea area(String prompt, String status, String... pending) {
    return new InputArea(
        Prompt.regular(prompt),
        Stream.of(pending).map(StyledText::of).toList(),
        StyledText.of(status),
        Vocabulary.EMPTY);
  }

  CompletableFuture<@Nullable String> read() {
    return CompletableFuture.supplyAsync(() -> console.readLine(Prompt.regular(PROMPT)));
  }

  static @Nullable String get(CompletableFuture<@Nullable String> line) throws Exception {
    return line.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  void type(String keys) throws IOException {
    terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
  }

  void awaitRow(String row) throws InterruptedException {
    awaitScreen("the row: " + row, rows -> rows.contains(row));
  }

  void awaitScreen(String what, Predicate<List<String>> condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.test(screen())) {
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (millis <= 0) {
        throw new AssertionError(
            "timed out waiting for "
                + what
                + "; the screen shows:\n"
                + String.join("\n", screen()));
      }
      screen.waitDirty(millis);
    }
  }

  static List<String> written(List<String> rows) {
    return rows.stream().filter(row -> !row.isEmpty()).toList();
  }

  /** All rows as one text without blanks; the second cell of a wide character is also a blank. */
  static String join(List<String> rows) {
    return String.join("", rows).replace(" ", "");
  }

  void resize(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    screen.setSize(columns, rows);
    terminal.setSize(new Size(columns, rows));
    terminal.raise(Terminal.Signal.WINCH);
  }

  /** The rows without trailing blanks. */
  List<String> screen() {
    long[] cells = cells();
    return IntStream.range(0, rows)
        .mapToObj(row -> Arrays.stream(cells, row * columns, (row + 1) * columns))
        .map(
            row ->
                row.mapToObj(
                        cell ->
                            Character.toString(Math.max(' ', ScreenTerminal.cellCodePoint(cell))))
                    .collect(Collectors.joining())
                    .stripTrailing())
        .toList();
  }

  long[] cells() {
    long[] cells = new long[columns * rows];
    screen.dump(cells, 0, 0, rows, columns, new int[2]);
    return cells;
  }
}
