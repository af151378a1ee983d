package chat.charla.cli.text;

import java.io.IOException;

/**
 * A line of input cannot be used. The line was read to its end, and the next line may be usable.
 */
public final class UnusableTextException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The reasons why a line cannot be used. */
  public enum Flaw {
    /** The line has too many bytes. */
    TOO_LONG("input.too-long"),
    /** The line's bytes are not UTF-8. */
    NOT_UTF8("input.not-utf8");

    private final String key;

    Flaw(String key) {
      this.key = key;
    }
  }

  private final Flaw flaw;
  private final long line;

  UnusableTextException(Flaw flaw, long line) {
    super("line " + line + ": " + flaw);
    this.flaw = flaw;
    this.line = line;
  }

  /** The reason why the line cannot be used. */
  public Flaw flaw() {
    return flaw;
  }

  /** The number of the line, from 1. */
  public long line() {
    return line;
  }

  /** Explains the problem in the user's language. */
  public String in(Messages messages) {
    return messages.text(flaw.key, line);
  }
}
