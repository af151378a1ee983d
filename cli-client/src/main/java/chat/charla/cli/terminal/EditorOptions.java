package chat.charla.cli.terminal;

import chat.charla.cli.text.Utf8;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.utils.AttributedString;

/** How JLine's line editor treats the line: it takes the line as it was typed. */
final class EditorOptions {
  private EditorOptions() {}

  static void set(LineReaderImpl editor) {
    editor.setParser(plainParser());
    editor.setHighlighter(markHighlighter());
    editor.setHistory(new DefaultHistory(editor));
    // Without this option, '!' and '\\' would be commands of the editor.
    editor.setOpt(Option.DISABLE_EVENT_EXPANSION);
    // At the beginning of a line, Tab inserts a tab, because the line may be pasted code.
    editor.setOpt(Option.INSERT_TAB);
    editor.setOpt(Option.CASE_INSENSITIVE);
    editor.setOpt(Option.CASE_INSENSITIVE_SEARCH);
    editor.unsetOpt(Option.COMPLETE_MATCHER_TYPO);
    editor.unsetOpt(Option.HISTORY_IGNORE_SPACE);
    editor.unsetOpt(Option.HISTORY_REDUCE_BLANKS);
    editor.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, LineWrap.GUTTER);
    editor.setVariable(LineReader.HISTORY_SIZE, InputHistory.MAX_LINES);
    editor.setVariable(LineReader.BELL_STYLE, "none");
  }

  /**
   * Marks what is not UTF-8, and shows what JLine would draw wrongly in a form that it can draw.
   */
  private static DefaultHighlighter markHighlighter() {
    return new DefaultHighlighter() {
      @Override
      public AttributedString highlight(LineReader reader, String line) {
        return BoxDrawing.heavy(super.highlight(reader, EmojiParts.shown(Utf8.showMarks(line))));
      }
    };
  }

  /** A parser without quotes, escapes and continuation lines. */
  private static DefaultParser plainParser() {
    DefaultParser parser = new DefaultParser();
    parser.setQuoteChars(new char[0]);
    parser.setEscapeChars(new char[0]);
    return parser;
  }
}
