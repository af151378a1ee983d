package chat.charla.cli.pipe;

import org.jspecify.annotations.Nullable;

/** A line is no command. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, for programs. The names are a public interface. */
  enum Reason {
    /** More bytes than any command needs. */
    LINE_TOO_LONG,
    /** Not UTF-8, or half a surrogate pair is escaped in it. */
    NOT_UNICODE,
    /** Not one JSON object, or one in which a key stands twice, or something is nested. */
    INVALID_JSON,
    /** The value of {@code type} is no command. */
    UNKNOWN_TYPE,
    /** A key that the command does not have. */
    UNKNOWN_KEY,
    /** A key is missing that the command needs, or a value is not of the kind that it takes. */
    INVALID_VALUE
  }

  private final Reason reason;
  private final @Nullable String ref;

  MalformedRequestException(Reason reason, @Nullable String ref, String message) {
    super(message);
    this.reason = reason;
    this.ref = ref;
  }

  Reason reason() {
    return reason;
  }

  /** What the author of the line calls it, as far as that could be read. */
  @Nullable String ref() {
    return ref;
  }
}
