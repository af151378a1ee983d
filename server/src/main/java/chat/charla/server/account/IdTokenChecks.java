package chat.charla.server.account;

import chat.charla.server.identity.CredentialKeys;
import chat.charla.server.limit.Origin;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.IdTokens.Result;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.password.LoginRate;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredSubject;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks id tokens, and ensures that each is used for only one request. Owned by the core. */
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

  /** The issuer whose id tokens the server accepts; empty if it accepts none. */
  public Optional<Issuer> issuer() {
    return tokens.issuer();
  }

  /** Whether this is the URL of the issuer whose id tokens the server accepts. */
  boolean isIssuer(String url) {
    return issuer().filter(issuer -> issuer.url().equals(url)).isPresent();
  }

  /** A user of the issuer that a valid id token names. */
  private final class ShownUser implements ShownCredential {
    private final StoredSubject subject;
    private final String hash;

    private ShownUser(StoredSubject subject, String hash) {
      this.subject = subject;
      this.hash = hash;
    }

    @Override
    public ByteString key() {
      return CredentialKeys.of(subject);
    }

    @Override
    public boolean isOf(StoredAccount account) {
      return account.getSubjectsList().contains(subject);
    }

    @Override
    public void addTo(StoredAccount.Builder account) {
      account.addSubjects(subject);
    }

    /** A token can be used for only one request. */
    @Override
    public Optional<Refusal> use(ByteString request) {
      return used.use(hash, request, core.nanoTime())
          ? Optional.empty()
          : Optional.of(Refusal.loginRefused());
    }

    @Override
    public void release() {
      used.release(hash);
    }
  }

  /** Checks a token, but does not use it. */
  void check(String token, Origin origin, Consumer<Outcome<ShownCredential>> then) {
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

  private Outcome<ShownCredential> shown(Issuer issuer, @Nullable Result result) {
    if (result instanceof Result.Valid valid) {
      StoredSubject subject =
          StoredSubject.newBuilder().setIssuer(issuer.url()).setSubject(valid.subject()).build();
      return Outcome.done(new ShownUser(subject, valid.hash()));
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
