package chat.charla.cli.connection;

import chat.charla.client.CallFailure;

/** A call to the server has failed. */
public class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFailure failure;
  private final boolean outcomeUnknown;

  /**
   * Creates the exception for a call that was not carried out, or that changes nothing on the
   * server.
   */
  public CallFailedException(CallFailure failure) {
    this(failure, false);
  }

  /**
   * Creates the exception.
   *
   * @param outcomeUnknown whether the call, or an earlier attempt of it, may have been carried out
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

  /** Whether the call, or an earlier attempt of it, may have been carried out. */
  public boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }
}
