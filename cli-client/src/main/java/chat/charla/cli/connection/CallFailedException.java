package chat.charla.cli.connection;

import chat.charla.client.CallFailure;

/** A call to the server has failed. */
public final class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFailure failure;

  /** For this failure. */
  public CallFailedException(CallFailure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  /** Why. */
  public CallFailure failure() {
    return failure;
  }
}
