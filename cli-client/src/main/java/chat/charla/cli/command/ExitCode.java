package chat.charla.cli.command;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.connection.tls.TlsFailure;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.util.Optional;

/** The exit codes. Scripts depend on them, so they never change. */
final class ExitCode {
  /** Success. */
  static final int DONE = 0;

  /** A failure that has no exit code of its own. */
  static final int FAILED = 1;

  /** The command line is invalid. */
  static final int USAGE = 2;

  /**
   * The server cannot be reached, a proxy answers in place of the server, or no answer comes in
   * time.
   */
  static final int UNREACHABLE = 3;

  /** The server does not accept the identity or the client's certificate. */
  static final int AUTHENTICATION = 4;

  /** The server has refused the request. */
  static final int REFUSED = 5;

  /** The user has pressed Ctrl-C. The Java runtime uses the same exit code. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The exit code for a failed call. */
  static int of(CallFailure failure) {
    if (TlsFailure.of(failure).equals(Optional.of(TlsFailure.CLIENT_CERTIFICATE))) {
      return AUTHENTICATION;
    }
    if (Explanations.isNoConnection(failure)) {
      return UNREACHABLE;
    }
    if (failure.code() == Status.Code.UNAUTHENTICATED && Explanations.isRefusal(failure)) {
      return AUTHENTICATION;
    }
    return Explanations.isRefusal(failure) ? REFUSED : FAILED;
  }
}
