package chat.charla.cli.oidc;

import chat.charla.client.Cancellable;
import chat.charla.client.oidc.DeviceFlow;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.Waiting;
import chat.charla.v1.OidcIssuer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs the device flow on a thread of its own. Thread-safe. */
public final class BackgroundLogin implements IssuerLogin {
  private final boolean local;
  private final Waiting waiting;

  /**
   * Creates the object without a thread. Each log-in starts one.
   *
   * @param local as in {@link DeviceFlow#logIn}
   */
  public BackgroundLogin(boolean local, Waiting waiting) {
    this.local = local;
    this.waiting = waiting;
  }

  @Override
  public Cancellable start(OidcIssuer issuer, Executor executor, Receiver receiver) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Executor receiverExecutor =
        task ->
            executor.execute(
                () -> {
                  if (!cancelled.get()) {
                    task.run();
                  }
                });
    Thread thread = new Thread(() -> run(issuer, receiverExecutor, receiver), "charla-issuer");
    thread.setDaemon(true);
    thread.start();
    return () -> {
      cancelled.set(true);
      thread.interrupt();
    };
  }

  private void run(OidcIssuer issuer, Executor receiverExecutor, Receiver receiver) {
    try {
      IdToken token =
          new DeviceFlow(new JdkIssuerHttp(), waiting)
              .logIn(
                  issuer,
                  local,
                  page -> receiverExecutor.execute(() -> receiver.onVerification(page)));
      receiverExecutor.execute(() -> receiver.onToken(token));
    } catch (IssuerException e) {
      receiverExecutor.execute(() -> receiver.onFailure(e));
    } catch (InterruptedException e) {
      // The log-in was cancelled. The receiver gets no result.
    }
  }
}
