package chat.charla.cli.oidc;

import chat.charla.client.Cancellable;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.Verification;
import chat.charla.v1.OidcIssuer;
import java.util.concurrent.Executor;

/** Starts log-ins at an issuer, and does not wait for them. */
@FunctionalInterface
public interface IssuerLogin {
  /** Receives the progress and the result of a log-in. */
  interface Receiver {
    /** The user has to log in on this page. */
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
   * @return cancels the log-in, so that the receiver is not called any more. Only a task of the
   *     executor may cancel it
   */
  Cancellable start(OidcIssuer issuer, Executor executor, Receiver receiver);
}
