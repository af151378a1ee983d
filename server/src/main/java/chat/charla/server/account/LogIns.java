package chat.charla.server.account;

import chat.charla.server.identity.RequestId;
import chat.charla.server.identity.RequestId.Call;
import chat.charla.server.identity.SessionGrant;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.LogInRequest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Carries out {@code LogIn}. Owned by the core. */
public final class LogIns {
  private final Credentials credentials;
  private final Sessions sessions;
  private final RandomGenerator random;

  /**
   * Creates an object that opens sessions.
   *
   * @param random a cryptographically secure source
   */
  public LogIns(Credentials credentials, Sessions sessions, RandomGenerator random) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.random = random;
  }

  /** Opens a session of the account that the request names, if the credential is right. */
  public void logIn(
      LogInRequest request, Claimant claimant, Consumer<Outcome<SessionGrant>> reply) {
    Optional<Refusal> badLabel = Labels.refusal("session_label", request.getSessionLabel());
    if (badLabel.isPresent()) {
      reply.accept(Outcome.refused(badLabel.get()));
      return;
    }
    RequestId.of(request.getRequestId(), Call.LOG_IN, random)
        .match(
            id -> logIn(request, id, claimant, reply),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private void logIn(
      LogInRequest request,
      RequestId id,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply) {
    credentials.check(
        request.getName(),
        request.getCredential(),
        id.hash(),
        claimant,
        outcome ->
            outcome.match(
                proof ->
                    sessions.open(
                        proof.account(),
                        proof.credential(),
                        new Sessions.NewSession(id, request.getSessionLabel(), null),
                        reply),
                refusal -> reply.accept(Outcome.refused(refusal))));
  }
}
