package chat.charla.android.session;

import chat.charla.client.CallFailure;
import org.jspecify.annotations.Nullable;

/** Why the session has stopped, so that the user must choose a server or a name. Immutable. */
public final class Problem {
  /** The kind of problem. */
  public enum Kind {
    /** Plaintext is not permitted for this server. */
    CLEARTEXT,
    /**
     * The client could not join, or its identity has ended. A retry would not help. {@link
     * #failure} has the cause.
     */
    FAILED
  }

  private final Kind kind;
  private final @Nullable CallFailure failure;

  private Problem(Kind kind, @Nullable CallFailure failure) {
    this.kind = kind;
    this.failure = failure;
  }

  static Problem cleartext() {
    return new Problem(Kind.CLEARTEXT, null);
  }

  static Problem failed(@Nullable CallFailure failure) {
    return new Problem(Kind.FAILED, failure);
  }

  /** The kind of problem. */
  public Kind kind() {
    return kind;
  }

  /** For FAILED, the failed call, or null if it is not known; for CLEARTEXT, null. */
  public @Nullable CallFailure failure() {
    return failure;
  }
}
