package chat.charla.server.chat;

import chat.charla.server.account.CredentialChanges;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.AddCredentialResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListCredentialsResponse;
import chat.charla.v1.RemoveCredentialRequest;
import chat.charla.v1.RemoveCredentialResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The RPCs about what opens an account, and what all RPCs whose requests have a credential have in
 * common. Any thread may call its methods, as with {@link AccountCalls}.
 */
public final class CredentialCalls {
  private static final Logger LOG = System.getLogger(CredentialCalls.class.getName());

  private final CountedCalls counted;
  private final CredentialChanges changes;

  CredentialCalls(CountedCalls counted, CredentialChanges changes) {
    this.counted = counted;
    this.changes = changes;
  }

  /** Lists the credentials of the caller's account. */
  public void list(Caller caller, Consumer<Outcome<ListCredentialsResponse>> reply) {
    counted.ofAccount(
        caller,
        reply,
        session ->
            reply.accept(
                Outcome.done(
                    ListCredentialsResponse.newBuilder()
                        .addAllCredentials(changes.list(session, caller.claimant()))
                        .build())));
  }

  /** Adds a credential to the caller's account. */
  public void add(
      Caller caller,
      AddCredentialRequest request,
      Consumer<Outcome<AddCredentialResponse>> client) {
    withCredential(
        caller,
        request.getPresent(),
        client,
        (session, reply) ->
            changes.add(
                session,
                request,
                caller.claimant(),
                outcome ->
                    reply.accept(
                        outcome.map(
                            added ->
                                AddCredentialResponse.newBuilder().setCredential(added).build()))));
  }

  /** Removes a credential from the caller's account. */
  public void remove(
      Caller caller,
      RemoveCredentialRequest request,
      Consumer<Outcome<RemoveCredentialResponse>> client) {
    withCredential(
        caller,
        request.getPresent(),
        client,
        (session, reply) ->
            changes.remove(
                session,
                request,
                caller.claimant(),
                outcome ->
                    reply.accept(
                        outcome.map(
                            count ->
                                RemoveCredentialResponse.newBuilder()
                                    .setRevokedCount(count)
                                    .build()))));
  }

  /**
   * Authenticates and counts a call whose request has a credential of the caller's account, so that
   * the connection must be protected. Logs a refusal that says that the credential is wrong.
   */
  <T> void withCredential(
      Caller caller,
      Credential present,
      Consumer<Outcome<T>> client,
      BiConsumer<Session, Consumer<Outcome<T>>> action) {
    Consumer<Outcome<T>> reply = reporting(caller, present, client);
    counted.ofAccount(
        caller,
        reply,
        session -> {
          if (caller.secure()) {
            action.accept(session, reply);
          } else {
            reply.accept(Outcome.refused(Refusal.transportInsecure()));
          }
        });
  }

  /**
   * Logs a refusal that says that the credential is wrong, unless it is an id token or a
   * certificate, which cannot be guessed. The operator may let a program such as fail2ban read
   * these lines. The name is not logged, because a user may have typed a password in its place.
   */
  static <T> Consumer<Outcome<T>> reporting(
      Caller caller, Credential shown, Consumer<Outcome<T>> client) {
    return shown.hasOidcIdToken() || shown.hasClientCertificate()
        ? client
        : reporting(caller, client);
  }

  /** Logs a refusal that says that the password or the recovery code is wrong. */
  static <T> Consumer<Outcome<T>> reporting(Caller caller, Consumer<Outcome<T>> client) {
    return outcome -> {
      if (outcome instanceof Outcome.Refused<T> refused
          && refused.refusal().reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED) {
        LOG.log(
            Level.INFO,
            "A wrong name or password came from {0}",
            caller.address().isEmpty() ? "an unknown address" : caller.address());
      }
      client.accept(outcome);
    };
  }
}
