package chat.charla.server.account;

import chat.charla.server.limit.Origin;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.IdTokens.Result;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.password.LoginRate;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredSubject;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks id tokens, and that each is used once. Owned by the core. */
public final class IdTokenChecks {
  private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

  private final IdTokens tokens;
  private final Scheduler core;
  private final LoginRate rate;
  private final UsedIdTokens used;

  /**
   * Creates an object that has seen no token.
   *
   * @param rate limits the log-ins from one address
   */
  public IdTokenChecks(IdTokens tokens, Scheduler core, LoginRate rate) {
    this.tokens = tokens;
    this.core = core;
    this.rate = rate;
    this.used = new UsedIdTokens(IdTokens.LONGEST_VALIDITY, core.nanoTime());
  }

  /** The issuer whose id tokens are accepted; empty if none are. */
  public Optional<Issuer> issuer() {
    return tokens.issuer();
  }

  /** A valid id token. */
  final class Shown {
    private final StoredSubject subject;
    private final String hash;

    private Shown(StoredSubject subject, String hash) {
      this.subject = subject;
      this.hash = hash;
    }

    /** The user of the issuer. */
    StoredSubject subject() {
      return subject;
    }

    /**
     * Uses the token for a request. Returns the reason to refuse the request if the token was used
     * for another one.
     *
     * @param request the hash of the request's id; empty for a request that cannot be repeated
     */
    Optional<Refusal> use(ByteString request) {
      return used.use(hash, request, core.nanoTime())
          ? Optional.empty()
          : Optional.of(Refusal.loginRefused());
    }

    /** The request was refused, so the token may be used for another one. */
    void release() {
      used.release(hash);
    }
  }

  /** Checks a token, but does not use it. */
  void check(String token, Origin origin, Consumer<Outcome<Shown>> then) {
    Optional<Issuer> issuer = tokens.issuer();
    if (issuer.isEmpty()) {
      then.accept(Outcome.refused(Refusal.credentialUnknown()));
      return;
    }
    Optional<Refusal> excess =
        used.isFull(core.nanoTime()) ? Optional.of(busy()) : rate.take(origin);
    if (excess.isPresent()) {
      then.accept(Outcome.refused(excess.get()));
      return;
    }
    core.whenComplete(
        () -> tokens.check(token), (result, failure) -> then.accept(shown(issuer.get(), result)));
  }

  private Outcome<Shown> shown(Issuer issuer, @Nullable Result result) {
    if (result instanceof Result.Valid valid) {
      StoredSubject subject =
          StoredSubject.newBuilder().setIssuer(issuer.url()).setSubject(valid.subject()).build();
      return Outcome.done(new Shown(subject, valid.hash()));
    }
    if (result instanceof Result.Invalid) {
      return Outcome.refused(Refusal.loginRefused());
    }
    if (result instanceof Result.Unavailable later) {
      return Outcome.refused(Refusal.issuerUnavailable(later.retryDelay()));
    }
    return Outcome.refused(result == null ? Refusal.internal() : busy());
  }

  private static Refusal busy() {
    return Refusal.rateLimited("logins", "server", BUSY_RETRY);
  }
}
