package chat.charla.cli.oidc;

import chat.charla.client.Cancellable;
import chat.charla.v1.OidcIssuer;
import java.util.concurrent.Executor;

/** Starts log-ins at an issuer, and does not wait for them. */
@FunctionalInterface
public interface IssuerLogin {
  /** What becomes of a log-in. */
  interface Receiver {
    /** The user has to do this. */
    void onVerification(Verification verification);

    /** The user has logged in. */
    void onToken(IdToken token);

    /** The log-in has failed. */
    void onFailure(IssuerException failure);
  }

  /**
   * Starts a log-in.
   *
   * @param executor runs the receiver
   * @return cancels the log-in; afterwards the receiver is not called. Must be called by the
   *     executor
   */
  Cancellable start(OidcIssuer issuer, Executor executor, Receiver receiver);
}
