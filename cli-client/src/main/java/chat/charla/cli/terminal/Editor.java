package chat.charla.cli.terminal;

import chat.charla.cli.chat.InputArea;
import chat.charla.cli.chat.Prompt;
import chat.charla.cli.chat.Vocabulary;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.MaskingCallback;
import org.jline.reader.Reference;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * JLine's line editor, with what a chat needs besides:
 *
 * <ul>
 *   <li>An {@link InputArea} around the line, which changes while the line is typed, and stays
 *       between two lines. JLine's own status row keeps the bottom of the screen with a scroll
 *       region, and on a resize leaves pieces of itself and of the line behind; drawn as a part of
 *       what is edited, the row moves with it.
 *   <li>Several things drawn in one go, and also while the history is searched.
 *   <li>Control characters never get into the line, whichever way: JLine would show them as they
 *       are.
 * </ul>
 *
 * <p>One thread edits, any thread calls the rest. Everything here happens under JLine's own lock.
 */
final class Editor extends LineReaderImpl {
  private final Looks looks;

  /** Whether a paste has ended without its marker, and its rest may come. */
  private boolean pasteMayGoOn;

  private InputArea area =
      new InputArea(Prompt.turn(""), List.of(), StyledText.EMPTY, Vocabulary.EMPTY);
  private AttributedString below = AttributedString.EMPTY;

  /** What was drawn last; null before the first time. */
  private @Nullable AreaLayout layoutDrawn;

  /** Where the area is drawn; JLine makes a new one for each line. */
  private Display drawn;

  private int rowsDrawn;

  /** An editor in this terminal. */
  Editor(Terminal terminal, Looks looks) {
    super(terminal, null, null);
    this.looks = looks;
    size = sizeOf(terminal);
    display = new Display(terminal, false);
    display.resize(size);
    drawn = display;
    prompt = AttributedString.EMPTY;
    rightPrompt = AttributedString.EMPTY;
    setParser(speech());
    setHighlighter(marksShown());
    setHistory(new DefaultHistory(this));
    setCompleter(new VocabularyCompleter(() -> area().vocabulary()));
    setUpOptions();
    setUpKeys();
  }

  private void setUpOptions() {
    // Or '!' and '\\' would be commands of the editor.
    setOpt(Option.DISABLE_EVENT_EXPANSION);
    setOpt(Option.CASE_INSENSITIVE);
    setOpt(Option.CASE_INSENSITIVE_SEARCH);
    unsetOpt(Option.COMPLETE_MATCHER_TYPO);
    unsetOpt(Option.HISTORY_IGNORE_SPACE);
    unsetOpt(Option.HISTORY_REDUCE_BLANKS);
    setVariable(LineReader.SECONDARY_PROMPT_PATTERN, LineWrap.GUTTER);
    setVariable(LineReader.HISTORY_SIZE, InputHistory.MAX_LINES);
    setVariable(LineReader.BELL_STYLE, "none");
  }

  private void setUpKeys() {
    getWidgets().put(LineReader.CALLBACK_INIT, this::takeOver);
    // Alt-Enter, whatever Enter sends.
    KeyMap<Binding> keys = Objects.requireNonNull(getKeyMaps().get(LineReader.EMACS));
    keys.bind(new Reference(LineReader.SELF_INSERT_UNMETA), "\u001b\r", "\u001b\n");
    keys.bind((Widget) this::endPaste, BRACKETED_PASTE_END);
  }

  /** Waits for a line, of which this is there already. */
  String readLineFrom(String begun) {
    return readLine(null, null, (MaskingCallback) null, begun);
  }

  /** What stands around the line. */
  InputArea area() {
    lock.lock();
    try {
      return area;
    } finally {
      lock.unlock();
    }
  }

  /** Sets what stands around the line, from the next time that something is drawn. */
  void setArea(InputArea area) {
    lock.lock();
    try {
      this.area = area;
    } finally {
      lock.unlock();
    }
  }

  void setPrompt(Prompt prompt) {
    lock.lock();
    try {
      area = new InputArea(prompt, area.pending(), area.status(), area.vocabulary());
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a line that can be called back. */
  void remember(String line) {
    lock.lock();
    try {
      getHistory().add(line);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does what there is to do above the input area, and draws that area as it is now. If nothing has
   * changed, nothing is written: on a terminal that is just being resized, and has not said so yet,
   * it would land in the wrong rows.
   */
  void paint(List<Painter.Task> tasks) {
    lock.lock();
    try {
      boolean resized = followSize();
      if (tasks.isEmpty() && !resized && AreaLayout.of(area, size, looks).equals(layoutDrawn)) {
        return;
      }
      erase(display);
      for (Painter.Task task : tasks) {
        if (task instanceof Painter.Task.Lines lines) {
          print(lines.text());
        } else if (task instanceof Painter.Task.Clear) {
          terminal.puts(Capability.clear_screen);
        } else {
          terminal.puts(Capability.bell);
        }
      }
      redisplay(false);
      terminal.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Sets the terminal's modes, before JLine does: a line may be pasted before it is asked for. */
  void enter() {
    terminal.puts(Capability.keypad_xmit);
    terminal.writer().write(BRACKETED_PASTE_ON);
    terminal.flush();
  }

  /** Takes back the area and the terminal's modes; no line is edited after that. */
  void leave() {
    lock.lock();
    try {
      followSize();
      erase(display);
      terminal.puts(Capability.keypad_local);
      terminal.writer().write(BRACKETED_PASTE_OFF);
      terminal.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Without the terminal's own wrapping: what it takes for wider than it is here is cut. */
  private void print(StyledText text) {
    PrintWriter writer = terminal.writer();
    terminal.puts(Capability.exit_am_mode);
    for (AttributedString row : new LineWrap(size.getColumns(), looks).rows(looks.of(text))) {
      writer.write(looks.styled() ? row.toAnsi(terminal) : row.toString());
      writer.write("\n");
    }
    terminal.puts(Capability.enter_am_mode);
  }

  @Override
  public boolean clearScreen() {
    paint(List.of(new Painter.Task.Clear()));
    return true;
  }

  @Override
  protected void redisplay(boolean flush) {
    lock.lock();
    try {
      followSize();
      dropControls();
      AreaLayout layout = AreaLayout.of(area, size, looks);
      prompt = layout.before();
      below = layout.below();
      int rows = rows();
      if (rows != rowsDrawn) {
        erase(display);
        rowsDrawn = rows;
      }
      super.redisplay(flush);
      layoutDrawn = layout;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
    AttributedString line = super.getDisplayedBufferWithPrompts(secondaryPrompts);
    return below.length() == 0
        ? line
        : new AttributedStringBuilder()
            .append(line)
            .append("\n")
            .append(below)
            .toAttributedString();
  }

  /** The prompt is the area's: see {@link #redisplay}. */
  @Override
  public void setPrompt(String prompt) {}

  /** Waits without the lock, so that what arrives is shown while the history is searched. */
  @Override
  protected <T> T doReadBinding(KeyMap<T> keys, KeyMap<T> local) {
    return withoutLock(() -> super.doReadBinding(keys, local));
  }

  private <T> T withoutLock(Supplier<T> wait) {
    int holds = lock.getHoldCount();
    for (int hold = 0; hold < holds; hold++) {
      lock.unlock();
    }
    try {
      return wait.get();
    } finally {
      for (int hold = 0; hold < holds; hold++) {
        lock.lock();
      }
    }
  }

  /** Many lines at once are one message, and it is Enter that sends it. */
  @Override
  public boolean beginPaste() {
    Paste paste = new Paste(bindingReader);
    String shown = "";
    while (withoutLock(paste::readOn)) {
      shown = replacePasted(shown, paste.text());
      redisplay(true);
    }
    replacePasted(shown, paste.text());
    pasteMayGoOn = paste.wasEndedByKey();
    return true;
  }

  /** Writes what is pasted so far in place of what was pasted before. */
  private String replacePasted(String before, String pasted) {
    String clean = withoutControls(pasted);
    getBuffer().backspace(before.codePointCount(0, before.length()));
    getBuffer().write(clean);
    return clean;
  }

  /** The end of a paste that a key had ended before. */
  private boolean endPaste() {
    pasteMayGoOn = false;
    return true;
  }

  /** Enter, and what was pasted before is over; but in the rest of a paste it is a line end. */
  @Override
  protected boolean acceptLine() {
    if (pasteMayGoOn && withoutLock(() -> Paste.moreFollows(bindingReader))) {
      getBuffer().write('\n');
      return true;
    }
    pasteMayGoOn = false;
    return super.acceptLine();
  }

  /** Ctrl-G: drops the line where it is. */
  @Override
  protected boolean sendBreak() {
    buf.clear();
    return true;
  }

  /** What is remembered is said by {@link #remember}. */
  @Override
  protected String finish(String line) {
    return line;
  }

  /** The line is over, and the area stays; JLine would leave the line, or nothing at all. */
  @Override
  protected void cleanup() {
    post = null;
    buf.clear();
    redisplay(true);
    getHistory().moveToEnd();
  }

  @Override
  protected synchronized void handleSignal(Terminal.Signal signal) {
    lock.lock();
    try {
      if (signal == Terminal.Signal.CONT) {
        // Other programs have written meanwhile, and have moved the cursor.
        terminal.enterRawMode();
        enter();
        display = new Display(terminal, false);
        display.resize(size);
        drawn = display;
      }
      redisplay(true);
    } finally {
      lock.unlock();
    }
  }

  /** JLine draws each line anew: so the area of the line before goes. */
  private boolean takeOver() {
    // Ctrl-C is a key. JLine would interrupt the thread as well, and one press count for two.
    terminal.handle(Terminal.Signal.INT, signal -> {});
    size = sizeOf(terminal);
    display.resize(size);
    drawn.resize(size);
    erase(drawn);
    drawn = display;
    return true;
  }

  /**
   * The terminal has broken the rows on it anew, by itself; JLine does the same with what it knows
   * of them.
   *
   * @return whether the terminal has another size than before
   */
  private boolean followSize() {
    Size now = sizeOf(terminal);
    if (now.equals(size)) {
      return false;
    }
    size = now;
    display.resize(now);
    return true;
  }

  /** Some terminals say that they have no size at all, at least at first. */
  private static Size sizeOf(Terminal terminal) {
    Size said = terminal.getBufferSize();
    return said.getColumns() > 0 && said.getRows() > 0 ? said : new Size(80, 24);
  }

  private int rows() {
    return getDisplayedBufferWithPrompts(new ArrayList<>())
        .columnSplitLength(terminal, size.getColumns(), true, display.delayLineWrap())
        .size();
  }

  /**
   * Erases the area whole, instead of writing over it: in a row that was longer before, terminals
   * such as tmux remember the erased cells, and on a resize take them for a part of the line.
   */
  private void erase(Display area) {
    area.update(List.of(), 0, false);
    terminal.puts(Capability.clr_eos);
  }

  private void dropControls() {
    if (buf.toString().chars().noneMatch(Editor::isControl)) {
      return;
    }
    String before = withoutControls(buf.upToCursor());
    String whole = withoutControls(buf.toString());
    buf.clear();
    buf.write(whole);
    buf.cursor(before.codePointCount(0, before.length()));
  }

  private static String withoutControls(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.chars().filter(character -> !isControl(character)).forEach(c -> clean.append((char) c));
    return clean.toString();
  }

  private static boolean isControl(int character) {
    return Character.getType(character) == Character.CONTROL
        && character != '\n'
        && character != '\t';
  }

  private static DefaultHighlighter marksShown() {
    return new DefaultHighlighter() {
      @Override
      public AttributedString highlight(LineReader reader, String line) {
        return super.highlight(reader, Utf8.showMarks(line));
      }
    };
  }

  /** A line is what is typed: no quotes, no escapes, no continuation. */
  private static DefaultParser speech() {
    DefaultParser parser = new DefaultParser();
    parser.setQuoteChars(new char[0]);
    parser.setEscapeChars(new char[0]);
    return parser;
  }
}
