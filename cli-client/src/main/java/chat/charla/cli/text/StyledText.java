package chat.charla.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text of one or more lines, in styled spans. The creator must have sanitized the text. Two texts
 * with the same characters in the same styles are equal. Immutable.
 */
public final class StyledText {
  /** The empty text. */
  public static final StyledText EMPTY = new StyledText(List.of());

  private static final String RESET = "\u001b[0m";

  /**
   * A part of a text in one style.
   *
   * @param text the text, which may contain line ends
   */
  public record Span(String text, Style style) {}

  private final List<Span> spans;

  private StyledText(List<Span> spans) {
    this.spans = List.copyOf(spans);
  }

  /** A text without any style. */
  public static StyledText of(String text) {
    return of(text, Style.PLAIN);
  }

  /** A text in one style. */
  public static StyledText of(String text, Style style) {
    return builder().append(text, style).build();
  }

  /** Builds a text from left to right. */
  public static Builder builder() {
    return new Builder();
  }

  /** The spans, from left to right. */
  public List<Span> spans() {
    return spans;
  }

  /** The number of characters without styles. */
  public int length() {
    return spans.stream().mapToInt(span -> span.text().length()).sum();
  }

  /** The text without styles. */
  public String plain() {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  /** The text with control sequences for a terminal; no style extends past the end. */
  public String ansi() {
    StringBuilder ansi = new StringBuilder();
    for (Span span : spans) {
      String begin = span.style().controlSequence();
      ansi.append(begin).append(span.text());
      if (!begin.isEmpty()) {
        ansi.append(RESET);
      }
    }
    return ansi.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StyledText that && spans.equals(that.spans);
  }

  @Override
  public int hashCode() {
    return spans.hashCode();
  }

  @Override
  public String toString() {
    return plain();
  }

  /** Builds a text from left to right. Not thread-safe. */
  public static final class Builder {
    private final List<Span> spans = new ArrayList<>();

    /** The text of the last span, which later calls may extend. */
    private final StringBuilder last = new StringBuilder();

    /** The style of the last span. */
    private Style style = Style.PLAIN;

    private Builder() {}

    /** Adds a span. If the previous span has the same style, the two spans are merged. */
    public Builder append(String text, Style style) {
      if (!text.isEmpty()) {
        if (!style.equals(this.style)) {
          addLastTo(spans);
          last.setLength(0);
          this.style = style;
        }
        last.append(text);
      }
      return this;
    }

    /** Adds a span without style. */
    public Builder append(String text) {
      return append(text, Style.PLAIN);
    }

    /** Adds another text. */
    public Builder append(StyledText text) {
      text.spans.forEach(span -> append(span.text(), span.style()));
      return this;
    }

    /** The text of all spans that were added. */
    public StyledText build() {
      List<Span> all = new ArrayList<>(spans);
      addLastTo(all);
      return new StyledText(all);
    }

    private void addLastTo(List<Span> list) {
      if (last.length() > 0) {
        list.add(new Span(last.toString(), style));
      }
    }
  }
}
