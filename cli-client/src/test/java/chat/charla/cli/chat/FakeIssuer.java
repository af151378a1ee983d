package chat.charla.cli.chat;

import chat.charla.cli.oidc.IssuerLogin;
import chat.charla.client.Cancellable;
import chat.charla.v1.OidcIssuer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An issuer that the test controls. */
final class FakeIssuer implements IssuerLogin {
  static final OidcIssuer NAMED =
      OidcIssuer.newBuilder().setIssuer("https://login.example").setClientId("charla").build();

  private @Nullable Receiver receiver;
  private @Nullable Executor executor;
  private int started;
  private int cancelled;

  @Override
  public Cancellable start(OidcIssuer issuer, Executor chatExecutor, Receiver reportsTo) {
    if (!issuer.equals(NAMED)) {
      throw new AssertionError("another issuer: " + issuer);
    }
    started++;
    executor = chatExecutor;
    receiver = reportsTo;
    return () -> cancelled++;
  }

  /** How many log-ins were started. */
  int started() {
    return started;
  }

  /** How many log-ins were cancelled. */
  int cancelled() {
    return cancelled;
  }

  /** A report about the last log-in. */
  interface Report {
    void makeTo(Receiver receiver);
  }

  /** Makes a report to the chat, on the chat's scheduler. */
  void reports(Report report) {
    Receiver known = receiver;
    if (executor == null || known == null) {
      throw new AssertionError("no log-in was started");
    }
    executor.execute(() -> report.makeTo(known));
  }
}
