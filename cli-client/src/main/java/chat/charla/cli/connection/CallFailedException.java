package chat.charla.cli.connection;

import chat.charla.client.CallFailure;

/** A call to the server has failed. */
public class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFailure failure;
  private final boolean outcomeUnknown;

  /** For this failure, of a call that was not carried out, or changes nothing. */
  public CallFailedException(CallFailure failure) {
    this(failure, false);
  }

  /**
   * For this failure.
   *
   * @param outcomeUnknown whether the call, or an earlier attempt of it, may have been carried out
   */
  public CallFailedException(CallFailure failure, boolean outcomeUnknown) {
    super(failure.toString());
    this.failure = failure;
    this.outcomeUnknown = outcomeUnknown;
  }

  /** Why. */
  public CallFailure failure() {
    return failure;
  }

  /** Whether what was called may have been carried out, by this attempt or an earlier one. */
  public boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }
}
