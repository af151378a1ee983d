package chat.charla.cli.chat;

import chat.charla.cli.oidc.IssuerLogin;
import chat.charla.client.Cancellable;
import chat.charla.v1.OidcIssuer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Log-ins at an issuer, which a test plays. */
final class FakeIssuer implements IssuerLogin {
  static final OidcIssuer NAMED =
      OidcIssuer.newBuilder().setIssuer("https://login.example").setClientId("charla").build();

  private @Nullable Receiver receiver;
  private @Nullable Executor executor;
  private int started;
  private int cancelled;

  @Override
  public Cancellable start(OidcIssuer issuer, Executor runs, Receiver told) {
    if (!issuer.equals(NAMED)) {
      throw new AssertionError("another issuer: " + issuer);
    }
    started++;
    executor = runs;
    receiver = told;
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

  /** What becomes of the last log-in. */
  interface News {
    void tell(Receiver receiver);
  }

  /** Tells the chat on its scheduler. */
  void tells(News news) {
    Receiver known = receiver;
    if (executor == null || known == null) {
      throw new AssertionError("no log-in was started");
    }
    executor.execute(() -> news.tell(known));
  }
}
