package chat.charla.server.account;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.RequestId;
import chat.charla.server.identity.RequestId.Call;
import chat.charla.server.identity.SessionGrant;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Carries out {@code CreateAccessToken}. Owned by the core. */
public final class AccessTokens {
  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);

  private final Credentials credentials;
  private final Sessions sessions;
  private final RandomGenerator random;

  /**
   * Creates an object that creates access tokens.
   *
   * @param random a cryptographically secure source
   */
  public AccessTokens(Credentials credentials, Sessions sessions, RandomGenerator random) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.random = random;
  }

  /** Creates an access token of the session's account, if the credential is right. */
  public void create(
      Session session,
      CreateAccessTokenRequest request,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply) {
    newSession(session, request)
        .match(
            newSession ->
                credentials.ifOwnCredential(
                    session,
                    request.getPresent(),
                    newSession.requestId().hash(),
                    claimant,
                    reply,
                    proof ->
                        sessions.open(session.identity(), proof.credential(), newSession, reply)),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private Outcome<Sessions.NewSession> newSession(
      Session session, CreateAccessTokenRequest request) {
    List<Scope> scopes = request.getScopesList().stream().distinct().sorted().toList();
    Duration lifetime = lifetime(request);
    Optional<Refusal> refusal =
        refusal(request, scopes).or(() -> session.missing(scopes).map(Refusal::scopeMissing));
    return refusal
        .<Outcome<RequestId>>map(Outcome::refused)
        .orElseGet(() -> RequestId.of(request.getRequestId(), Call.CREATE_ACCESS_TOKEN, random))
        .map(
            id ->
                new Sessions.NewSession(
                    id, request.getLabel(), new Sessions.AccessTokenTerms(scopes, lifetime)));
  }

  private static Optional<Refusal> refusal(CreateAccessTokenRequest request, List<Scope> scopes) {
    if (scopes.isEmpty()
        || scopes.contains(Scope.SCOPE_UNSPECIFIED)
        || scopes.contains(Scope.UNRECOGNIZED)) {
      return Optional.of(
          Refusal.argument("scopes", "a scope is missing, or this server does not know it"));
    }
    Optional<Refusal> badLifetime =
        request.hasLifetime() ? Lifetimes.refusal(request.getLifetime()) : Optional.empty();
    return badLifetime.or(() -> Labels.refusal("label", request.getLabel()));
  }

  private static Duration lifetime(CreateAccessTokenRequest request) {
    return request.hasLifetime()
        ? Duration.ofSeconds(request.getLifetime().getSeconds())
        : DEFAULT_LIFETIME;
  }
}
