package chat.charla.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text of one or more lines, and how its stretches look. Its words are given harmless: nothing
 * here makes them so. Immutable.
 */
public final class StyledText {
  /** Nothing. */
  public static final StyledText EMPTY = new StyledText(List.of());

  private static final String RESET = "\u001b[0m";

  /**
   * A stretch of one style.
   *
   * @param text may have line ends in it
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
    return new StyledText(List.of(new Span(text, style)));
  }

  /** Builds a text from left to right. */
  public static Builder builder() {
    return new Builder();
  }

  /** The stretches, from left to right. */
  public List<Span> spans() {
    return spans;
  }

  /** The words alone. */
  public String plain() {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  /** The words with control sequences for a terminal; no style goes on past the end. */
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

  /** Builds a text from left to right. For one thread. */
  public static final class Builder {
    private final List<Span> spans = new ArrayList<>();

    private Builder() {}

    /** Adds a stretch. */
    public Builder append(String text, Style style) {
      if (!text.isEmpty()) {
        spans.add(new Span(text, style));
      }
      return this;
    }

    /** Adds a stretch without style. */
    public Builder append(String text) {
      return append(text, Style.PLAIN);
    }

    /** Adds another text. */
    public Builder append(StyledText text) {
      spans.addAll(text.spans);
      return this;
    }

    /** The text so far. */
    public StyledText build() {
      return new StyledText(spans);
    }
  }
}
