package chat.charla.cli.connection;

import chat.charla.client.CallFailure;

/** A call to the server has failed. */
public class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFailure failure;
  private final boolean outcomeUnknown;

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
    super(failure.toString());
    this.failure = failure;
    this.outcomeUnknown = outcomeUnknown;
  }

  /** The failure. */
  public CallFailure failure() {
    return failure;
  }

  /** Whether the server may have carried out the call or an earlier attempt of the call. */
  public boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }
}
