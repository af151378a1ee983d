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
 * The RPCs about the credentials of an account, and the steps that all RPCs with a credential
 * share. Any thread may call the methods, as in {@link AccountCalls}.
 */
public final class CredentialCalls {
  private static final Logger LOG = System.getLogger(CredentialCalls.class.getName());

  private final CountedCalls countedCalls;
  private final CredentialChanges changes;

  CredentialCalls(CountedCalls countedCalls, CredentialChanges changes) {
    this.countedCalls = countedCalls;
    this.changes = changes;
  }

  /** Lists the credentials of the caller's account. */
  public void list(Caller caller, Consumer<Outcome<ListCredentialsResponse>> reply) {
    countedCalls.ofAccount(
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
      Consumer<Outcome<AddCredentialResponse>> clientReply) {
    withCredential(
        caller,
        request.getPresent(),
        clientReply,
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
      Consumer<Outcome<RemoveCredentialResponse>> clientReply) {
    withCredential(
        caller,
        request.getPresent(),
        clientReply,
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
   * Authenticates and counts a call whose request has a credential of the caller's account. Refuses
   * the call if its connection is not protected. Logs a refusal because of a wrong credential.
   */
  <T> void withCredential(
      Caller caller,
      Credential present,
      Consumer<Outcome<T>> clientReply,
      BiConsumer<Session, Consumer<Outcome<T>>> action) {
    Consumer<Outcome<T>> reply = loggingWrongCredential(caller, present, clientReply);
    countedCalls.ofAccount(
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
   * Logs a refusal because of a wrong credential, unless the credential is an id token or a
   * certificate, which no client can guess. The operator may let a program such as fail2ban read
   * these lines. The server does not log the name, because a user may have typed a password
   * instead.
   */
  static <T> Consumer<Outcome<T>> loggingWrongCredential(
      Caller caller, Credential shown, Consumer<Outcome<T>> clientReply) {
    return shown.hasOidcIdToken() || shown.hasClientCertificate()
        ? clientReply
        : loggingWrongCredential(caller, clientReply);
  }

  /** Logs a refusal because of a wrong password or recovery code. */
  static <T> Consumer<Outcome<T>> loggingWrongCredential(
      Caller caller, Consumer<Outcome<T>> clientReply) {
    return outcome -> {
      if (outcome instanceof Outcome.Refused<T> refused
          && refused.refusal().reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED) {
        LOG.log(
            Level.INFO,
            "A wrong name or password came from {0}",
            caller.address().isEmpty() ? "an unknown address" : caller.address());
      }
      clientReply.accept(outcome);
    };
  }
}
