package chat.charla.android.session;

import chat.charla.client.CallFailure;
import org.jspecify.annotations.Nullable;

/** Why the session has given up and the user has to decide. Immutable. */
public final class Problem {
  /** Which kind. */
  public enum Kind {
    /** Plaintext is not permitted for this server. */
    CLEARTEXT,
    /** It could not join, and trying again would not change that: see {@link #failure}. */
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

  /** Which kind. */
  public Kind kind() {
    return kind;
  }

  /** Of FAILED: what failed, if that is known. */
  public @Nullable CallFailure failure() {
    return failure;
  }
}
