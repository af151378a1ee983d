package chat.charla.android.session;

import chat.charla.client.CallFailure;
import org.jspecify.annotations.Nullable;

/** Why the session has stopped and the user has to decide. Immutable. */
public final class Problem {
  /** The kind of problem. */
  public enum Kind {
    /** Plaintext is not permitted for this server. */
    CLEARTEXT,
    /** The client could not join, and a retry would not help: see {@link #failure}. */
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

  /** What kind of problem it is. */
  public Kind kind() {
    return kind;
  }

  /** For FAILED, the failure, or null if it is not known. */
  public @Nullable CallFailure failure() {
    return failure;
  }
}
