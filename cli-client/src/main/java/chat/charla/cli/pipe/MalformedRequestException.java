package chat.charla.cli.pipe;

import org.jspecify.annotations.Nullable;

/** A line is not a valid command. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The reason, for programs. The names are a public interface. */
  enum Reason {
    /** The line has more bytes than any command needs. */
    LINE_TOO_LONG,
    /** The line is not UTF-8, or it contains an escaped unpaired surrogate. */
    NOT_UNICODE,
    /** The line is not one JSON object, or the object has a duplicate key or a nested value. */
    INVALID_JSON,
    /** The value of {@code type} is not a command. */
    UNKNOWN_TYPE,
    /** The line has a key that the command does not have. */
    UNKNOWN_KEY,
    /** A required key is missing, or a value has the wrong type. */
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

  /**
   * The program's reference for the command; null if there is no reference, or if it could not be
   * parsed.
   */
  @Nullable String ref() {
    return ref;
  }
}
