package chat.charla.cli.connection;

import chat.charla.client.CallFailure;
import org.jspecify.annotations.Nullable;

/** A call to the server has failed. */
public class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFailure failure;
  private final boolean outcomeUnknown;
  private final @Nullable String subject;

  /**
   * Creates the exception for a call that the server has not carried out, or for a call that only
   * reads.
   */
  public CallFailedException(CallFailure failure) {
    this(failure, false);
  }

  /**
   * Creates the exception.
   *
   * @param outcomeUnknown whether the server may have carried out the call or an earlier attempt of
   *     the call
   */
  public CallFailedException(CallFailure failure, boolean outcomeUnknown) {
    this(failure, outcomeUnknown, null);
  }

  private CallFailedException(
      CallFailure failure, boolean outcomeUnknown, @Nullable String subject) {
    super(failure.toString());
    this.failure = failure;
    this.outcomeUnknown = outcomeUnknown;
    this.subject = subject;
  }

  /**
   * The same failure, with the user name or the room that the call was about. The explanation names
   * it.
   */
  public CallFailedException about(String name) {
    return Explanations.isRefusal(failure)
        ? new CallFailedException(failure, outcomeUnknown, name)
        : this;
  }

  /** The failure. */
  public CallFailure failure() {
    return failure;
  }

  /** The user name or room that the call was about, as the user gave it, or null. */
  public @Nullable String subject() {
    return subject;
  }

  /** Whether the server may have carried out the call or an earlier attempt of the call. */
  public boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }
}
