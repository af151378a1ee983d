package chat.charla.cli.pty;

import chat.charla.testkit.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A terminal with its keys and its screen. */
final class Pane {
  /** The time limit, which only a failing test reaches. */
  private static final Duration LIMIT = Patience.LIMIT;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Tmux tmux;
  private final String name;

  Pane(Tmux tmux, String name) {
    this.tmux = tmux;
    this.name = name;
  }

  /** Types a text. */
  Pane types(String text) {
    tmux.run("send-keys", "-t", name, "-l", text);
    return this;
  }

  /** Presses a key, by tmux's name for it: {@code Enter}, {@code C-c}, {@code M-Enter}. */
  Pane presses(String key) {
    tmux.run("send-keys", "-t", name, key);
    return this;
  }

  /** Pastes a text, as a terminal with bracketed paste does. */
  Pane pastes(String text) {
    return pastes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Pastes bytes, which need not be UTF-8. */
  Pane pastes(byte[] bytes) {
    tmux.runWithInput(bytes, "load-buffer", "-b", "pasted", "-");
    tmux.run("paste-buffer", "-p", "-r", "-d", "-b", "pasted", "-t", name);
    return this;
  }

  /**
   * Resizes the terminal, and waits until programs are notified. Tmux rewraps its rows a quarter of
   * a second before it notifies programs. During this time, programs still write for the old size.
   */
  void resize(int columns, int rows) {
    tmux.run(
        "resize-window", "-t", name, "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    String tty = tmuxValue("#{pane_tty}");
    String expected = rows + " " + columns + "\n";
    awaits("the new size", ignored -> Tmux.output("stty", "-F", tty, "size").equals(expected));
  }

  /** The rows of the screen, without trailing blanks. */
  List<String> screen() {
    return rows("capture-pane", "-p", "-t", name);
  }

  /** The non-empty rows, without trailing blanks. */
  List<String> written() {
    return screen().stream().filter(row -> !row.isEmpty()).toList();
  }

  /** The screen and the scrollback. */
  List<String> scrolled() {
    return rows("capture-pane", "-p", "-S", "-", "-t", name);
  }

  /** The screen with its control sequences for styles. */
  String styled() {
    return tmux.run("capture-pane", "-p", "-e", "-t", name);
  }

  /** The value of one of tmux's formats, such as {@code #{cursor_x}}. */
  String tmuxValue(String format) {
    return tmux.run("display-message", "-p", "-t", name, format).strip();
  }

  /** Waits until the screen matches. */
  Pane awaits(String what, Predicate<List<String>> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    List<String> rows = screen();
    while (!condition.test(rows)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            name + " timed out waiting for " + what + "; the screen:\n" + String.join("\n", rows));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      rows = screen();
    }
    return this;
  }

  /** Waits until a format of tmux has this value. See {@link #tmuxValue}. */
  Pane awaitsTmuxValue(String format, String expected) {
    return awaits(
        format + " to be " + expected + ", not " + tmuxValue(format),
        ignored -> tmuxValue(format).equals(expected));
  }

  /** Waits until a row contains this text. */
  Pane sees(String text) {
    return awaits("the text: " + text, rows -> rows.stream().anyMatch(row -> row.contains(text)));
  }

  private List<String> rows(String... command) {
    List<String> rows = new ArrayList<>();
    tmux.run(command).lines().forEach(row -> rows.add(row.stripTrailing()));
    return rows;
  }
}
