package chat.charla.cli.chat;

import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.StyledText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A console that records its output for a test. It behaves like a terminal with a line editor. Not
 * thread-safe.
 */
final class RecordingConsole implements Console {
  private final Deque<StyledText> shown = new ArrayDeque<>();
  private final List<String> everything = new ArrayList<>();
  private final List<String> remembered = new ArrayList<>();
  private final List<String> savedInputHistory = new ArrayList<>();
  private final boolean person;
  private @Nullable InputArea area;
  private int areas;
  private int columns = Integer.MAX_VALUE;
  private int rings;
  private int clears;
  private boolean hides = true;

  /** Creates a terminal with a user if {@code person} is true, otherwise a pipe. */
  RecordingConsole(boolean person) {
    this.person = person;
  }

  /** From now on everything that the user types is visible. */
  void showsEverything() {
    hides = false;
  }

  /** The next output, of one or more lines. */
  String next() {
    return nextStyled().plain();
  }

  StyledText nextStyled() {
    StyledText text = shown.poll();
    if (text == null) {
      throw new AssertionError("nothing is shown; so far: " + everything);
    }
    return text;
  }

  /** The output since the last call. */
  List<String> rest() {
    List<String> rest = shown.stream().map(StyledText::plain).toList();
    shown.clear();
    return rest;
  }

  List<String> everything() {
    return everything;
  }

  InputArea area() {
    if (area == null) {
      throw new AssertionError("there is no input area");
    }
    return area;
  }

  List<String> pending() {
    return area().pending().stream().map(StyledText::plain).toList();
  }

  /** Gives the terminal this width. */
  void resize(int width) {
    columns = width - 1;
  }

  String status() {
    return area().status().plain();
  }

  String prompt() {
    return area().prompt().text();
  }

  /** How often the chat has shown an input area. */
  int areasShown() {
    return areas;
  }

  int rings() {
    return rings;
  }

  int clears() {
    return clears;
  }

  List<String> remembered() {
    return remembered;
  }

  List<String> savedInputHistory() {
    return savedInputHistory;
  }

  @Override
  public void print(StyledText lines) {
    shown.add(lines);
    everything.add(lines.plain());
  }

  @Override
  public void show(InputArea now) {
    area = now;
    areas++;
  }

  @Override
  public @Nullable String readLine(Prompt prompt) {
    return null;
  }

  @Override
  public void remember(String line, boolean forLater) {
    (forLater ? savedInputHistory : remembered).add(line);
  }

  @Override
  public boolean hasPerson() {
    return person;
  }

  @Override
  public boolean canHide() {
    return person && hides;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void ring() {
    rings++;
  }

  @Override
  public void clear() {
    clears++;
  }

  @Override
  public boolean echoesInput() {
    return false;
  }

  @Override
  public void close() {}
}
