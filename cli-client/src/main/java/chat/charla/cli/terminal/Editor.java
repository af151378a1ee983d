package chat.charla.cli.terminal;

import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.text.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.MaskingCallback;
import org.jline.reader.Reference;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * JLine's line editor, with additions for the chat:
 *
 * <ul>
 *   <li>An {@link InputArea} around the line. The area is updated while the user types, and stays
 *       on the screen between two lines. The area's status row is a part of the edited text and
 *       moves with that text. JLine's own status row is not used: it needs a scroll region at the
 *       bottom of the screen, and after a resize parts of the row and of the line remain on the
 *       screen.
 *   <li>The editor draws several tasks in one step, also while the user searches the history.
 *   <li>The line never has control characters, which JLine would write to the terminal unchanged.
 * </ul>
 *
 * <p>Only one thread may read lines. Any thread may call the methods that neither read nor edit a
 * line. JLine's own lock guards all state.
 */
final class Editor extends LineReaderImpl {
  /** The name of the keys for a hidden line. */
  private static final String HIDDEN_KEYS = "hidden";

  /** Shows nothing of a line. */
  private static final MaskingCallback HIDING =
      new MaskingCallback() {
        @Override
        public String display(String line) {
          return "";
        }

        @Override
        public String history(String line) {
          return "";
        }
      };

  private final TerminalModes modes;
  private final TerminalStyles styles;
  private final Runnable stopProgram;
  private final LinePrinter printer;

  /** Whether the line is hidden. */
  private boolean hidden;

  /** Whether a key has ended a paste before its end marker, so that more of the paste may come. */
  private boolean pasteMayContinue;

  private InputArea area =
      new InputArea(Prompt.regular(""), List.of(), StyledText.EMPTY, Vocabulary.EMPTY);
  private AttributedString below = AttributedString.EMPTY;

  /** The layout that was drawn last; null before the first drawing. */
  private @Nullable AreaLayout layoutDrawn;

  /** The display on which the area is drawn. JLine creates a new display for each line. */
  private Display drawn;

  private int rowsDrawn;

  /**
   * Creates an editor in this terminal.
   *
   * @param stopProgram stops the program until the user's shell continues it
   */
  Editor(Terminal terminal, TerminalModes modes, TerminalStyles styles, Runnable stopProgram) {
    super(terminal, null, null);
    this.modes = modes;
    this.styles = styles;
    this.stopProgram = stopProgram;
    this.printer = new LinePrinter(terminal, styles);
    size = sizeOf(terminal);
    display = new WrappingDisplay(terminal);
    display.resize(size);
    drawn = display;
    prompt = AttributedString.EMPTY;
    rightPrompt = AttributedString.EMPTY;
    setCompleter(new VocabularyCompleter(() -> area().vocabulary()));
    EditorOptions.set(this);
    setUpKeys();
  }

  private void setUpKeys() {
    getWidgets().put(LineReader.CALLBACK_INIT, this::beginLine);
    // Bind Alt-Enter, with both codes that terminals send for Enter.
    KeyMap<Binding> keys = Objects.requireNonNull(getKeyMaps().get(LineReader.EMACS));
    keys.bind(new Reference(LineReader.SELF_INSERT_UNMETA), "\u001b\r", "\u001b\n");
    keys.bind((Widget) this::endPaste, BRACKETED_PASTE_END);
    keys.bind((Widget) this::stop, KeyMap.ctrl('Z'));
    getKeyMaps().put(HIDDEN_KEYS, hiddenKeys());
  }

  /**
   * The keys for a hidden line. The keys that cut text, search the history or start another editor
   * are missing, because they would store the line or a part of it.
   */
  private KeyMap<Binding> hiddenKeys() {
    KeyMap<Binding> keys = new KeyMap<>();
    Reference insert = new Reference(LineReader.SELF_INSERT);
    keys.setUnicode(insert);
    keys.bind(insert, KeyMap.range(" -~"));
    keys.bind(new Reference(LineReader.ACCEPT_LINE), "\r", "\n");
    keys.bind(new Reference(LineReader.BACKWARD_DELETE_CHAR), KeyMap.del(), KeyMap.ctrl('H'));
    keys.bind(new Reference(LineReader.INTERRUPT), KeyMap.ctrl('C'), KeyMap.ctrl('D'));
    keys.bind((Widget) this::sendBreak, KeyMap.ctrl('U'), KeyMap.ctrl('G'));
    keys.bind((Widget) this::beginPaste, BRACKETED_PASTE_BEGIN);
    keys.bind((Widget) this::endPaste, BRACKETED_PASTE_END);
    keys.bind((Widget) this::stop, KeyMap.ctrl('Z'));
    return keys;
  }

  /** Waits until the user has entered a line, which initially has this text. */
  String readLineFrom(String begun) {
    return readLine(null, null, (MaskingCallback) null, begun);
  }

  /** Waits until the user has entered a line, which is not shown. */
  String readHiddenLine() {
    hidden = true;
    try {
      return readLine(null, null, HIDING, null);
    } finally {
      hidden = false;
    }
  }

  /** The input area around the line. */
  InputArea area() {
    lock.lock();
    try {
      return area;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The maximum number of columns of a printed line. The last column stays free, as in {@link
   * LineWrap}.
   */
  int columns() {
    lock.lock();
    try {
      return sizeOf(terminal).getColumns() - 1;
    } finally {
      lock.unlock();
    }
  }

  /** Sets the input area for the next drawing. */
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

  /** Adds a line to the editor's history. */
  void remember(String line) {
    lock.lock();
    try {
      getHistory().add(line);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Carries out the tasks, and draws the current input area below their output. Writes nothing if
   * there is no task and neither the area nor the terminal's size has changed. The terminal may
   * have been resized without having reported the new size yet, and output would then go to the
   * wrong rows.
   */
  void paint(List<Painter.Task> tasks) {
    lock.lock();
    try {
      boolean resized = followSize();
      if (tasks.isEmpty() && !resized && AreaLayout.of(area, size, styles).equals(layoutDrawn)) {
        return;
      }
      erase(display);
      for (Painter.Task task : tasks) {
        if (task instanceof Painter.Task.Lines lines) {
          printer.print(lines.text(), size.getColumns());
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

  /** Erases the area, and restores the terminal's modes from before the chat. */
  void leave() {
    lock.lock();
    try {
      followSize();
      erase(display);
      modes.restore();
    } finally {
      lock.unlock();
    }
  }

  /** Called when the program continues after it was stopped. */
  void continued() {
    lock.lock();
    try {
      // If the modes are set, no other program has used the terminal, or stop() has drawn already.
      if (!modes.areSet()) {
        drawAgain();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Handles Ctrl-Z, which stops the program. */
  private boolean stop() {
    leave();
    stopProgram.run();
    drawAgain();
    return true;
  }

  /** Draws the area at the cursor, which other programs have moved. */
  private void drawAgain() {
    modes.set();
    size = sizeOf(terminal);
    display = new WrappingDisplay(terminal);
    display.resize(size);
    drawn = display;
    redisplay(true);
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
      ControlCharacters.removeFrom(buf);
      AreaLayout layout = AreaLayout.of(area, size, styles);
      prompt = BoxDrawing.heavy(layout.before());
      below = BoxDrawing.heavy(layout.below());
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

  /** Does nothing, because the prompt is part of the area. See {@link #redisplay}. */
  @Override
  public void setPrompt(String prompt) {}

  /**
   * Waits for a key without holding the lock, so that the painter can draw while the user searches
   * the history.
   */
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

  /**
   * Reads a paste. Several pasted lines are one message, which the user sends by pressing Enter.
   */
  @Override
  public boolean beginPaste() {
    Paste paste = new Paste(bindingReader);
    String shown = "";
    while (withoutLock(paste::readOn)) {
      shown = replacePasted(shown, paste.text());
      redisplay(true);
    }
    replacePasted(shown, paste.text());
    pasteMayContinue = paste.wasEndedByKey();
    return true;
  }

  /**
   * Replaces the text {@code before}, which ends at the cursor, by {@code pasted} without its
   * control characters. Returns the new text.
   */
  private String replacePasted(String before, String pasted) {
    String clean = ControlCharacters.removedFrom(pasted);
    getBuffer().backspace(before.codePointCount(0, before.length()));
    getBuffer().write(clean);
    return clean;
  }

  /** Handles the end marker of a paste that a key has already ended. */
  private boolean endPaste() {
    pasteMayContinue = false;
    return true;
  }

  /**
   * Handles Enter, which ends the line. If more of a paste follows, Enter adds a line end to the
   * text instead. A terminal without bracketed paste sends a paste as keys, but faster than any
   * user types. In that case the rest of the paste is added to the line, and the user must press
   * Enter again.
   */
  @Override
  protected boolean acceptLine() {
    if (hidden) {
      // Input after Enter is the next line, not a part of the secret.
      pasteMayContinue = false;
      return super.acceptLine();
    }
    if (!pasteMayContinue) {
      Optional<String> rest = withoutLock(() -> Paste.restWithoutMarkers(bindingReader));
      if (rest.isPresent()) {
        getBuffer().write(ControlCharacters.removedFrom("\n" + rest.get()));
        return true;
      }
    }
    if (pasteMayContinue && withoutLock(() -> Paste.moreFollows(bindingReader))) {
      getBuffer().write('\n');
      return true;
    }
    pasteMayContinue = false;
    return super.acceptLine();
  }

  /** Handles Ctrl-G, which clears the line. */
  @Override
  protected boolean sendBreak() {
    buf.clear();
    return true;
  }

  /**
   * Overrides JLine's method, which would add the line to the history. {@link #remember} adds
   * lines.
   */
  @Override
  protected String finish(String line) {
    return line;
  }

  /**
   * Clears the line that the user has entered, but keeps the area. JLine's own method would keep
   * the line on the screen, or would also erase the area.
   */
  @Override
  protected void cleanup() {
    post = null;
    buf.clear();
    redisplay(true);
    getHistory().moveToEnd();
  }

  @Override
  protected synchronized void handleSignal(Terminal.Signal signal) {
    if (signal == Terminal.Signal.CONT) {
      continued();
    } else {
      redisplay(true);
    }
  }

  /** Erases the area of the previous line, since JLine draws each line on a new display. */
  private boolean beginLine() {
    // The editor reads Ctrl-C as a key. Without this handler, JLine would also interrupt the
    // thread, so that one Ctrl-C would count twice.
    terminal.handle(Terminal.Signal.INT, signal -> {});
    if (hidden) {
      setKeyMap(HIDDEN_KEYS);
    }
    size = sizeOf(terminal);
    display = new WrappingDisplay(terminal);
    display.resize(size);
    drawn.resize(size);
    erase(drawn);
    drawn = display;
    return true;
  }

  /**
   * Adapts to a change of the terminal's size. The terminal has already rewrapped the rows on the
   * screen. {@code display.resize} rewraps JLine's copy of these rows.
   *
   * @return whether the size has changed
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

  /** The terminal's size, or 80 by 24 if the terminal has not reported its size. */
  private static Size sizeOf(Terminal terminal) {
    Size reported = terminal.getBufferSize();
    return reported.getColumns() > 0 && reported.getRows() > 0 ? reported : new Size(80, 24);
  }

  private int rows() {
    return getDisplayedBufferWithPrompts(new ArrayList<>())
        .columnSplitLength(terminal, size.getColumns(), true, display.delayLineWrap())
        .size();
  }

  /**
   * Erases the whole area before a new area is drawn. If a new area were drawn over the old one, a
   * row could become shorter. Terminals such as tmux keep the erased cells at the end of such a
   * row, and treat these cells as part of the line on a resize.
   */
  private void erase(Display area) {
    area.update(List.of(), 0, false);
    terminal.puts(Capability.clr_eos);
  }
}
