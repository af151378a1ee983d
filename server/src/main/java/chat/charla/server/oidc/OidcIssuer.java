package chat.charla.server.oidc;

import chat.charla.server.oidc.TokenChecks.UnverifiedToken;
import com.google.common.hash.Hashing;
import com.nimbusds.jose.jwk.JWK;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Checks id tokens with keys that it fetches from the issuer. The checks run on a thread of their
 * own, which never waits for the network: while one token waits for keys, the thread checks others.
 */
public final class OidcIssuer implements IdTokens, AutoCloseable {
  private static final Logger LOG = System.getLogger(OidcIssuer.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 10;

  /** How many tokens may wait for the thread. */
  private static final int MAX_WAITING = 64;

  /** How many tokens may wait for keys. */
  static final int MAX_AWAITING_KEYS = 32;

  /**
   * How long a token waits for newer keys if the server knows the token's key, but the keys are not
   * fresh. If the issuer answers in this time, the server does not accept a key that the issuer has
   * withdrawn. If the issuer does not answer, users can still log in.
   */
  private static final Duration KNOWN_KEY_WAIT = Duration.ofSeconds(1);

  /** When a client may repeat a log-in that was refused because too many tokens wait for keys. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Issuer issuer;
  private final TokenChecks checks;
  private final IssuerKeys keys;
  private final InstantSource clock;
  private final ThreadPoolExecutor thread;
  private final Duration knownKeyWait;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Owned by the thread. */
  private int awaitingKeys;

  /** Creates an issuer. Its keys are fetched when the first token needs them. */
  public OidcIssuer(Issuer issuer) {
    this(issuer, InstantSource.system(), System::nanoTime, TIMEOUT, KNOWN_KEY_WAIT);
  }

  /**
   * Creates an issuer with these clocks.
   *
   * @param timeout for each document that is read from the issuer
   * @param knownKeyWait how long a token waits for newer keys if its own key is known
   */
  OidcIssuer(
      Issuer issuer,
      InstantSource clock,
      LongSupplier nanoTime,
      Duration timeout,
      Duration knownKeyWait) {
    this.issuer = issuer;
    this.clock = clock;
    this.knownKeyWait = knownKeyWait;
    this.checks = new TokenChecks(issuer, clock.instant());
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            OidcIssuer::newThread);
    thread.allowCoreThreadTimeOut(true);
    this.keys = new IssuerKeys(issuer, new IssuerHttp(timeout), thread, nanoTime);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "charla-oidc");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Optional<Issuer> issuer() {
    return Optional.of(issuer);
  }

  @Override
  public CompletionStage<Result> check(String token) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.completedStage(new Result.Busy());
    }
    return CompletableFuture.supplyAsync(
            () -> {
              waiting.decrementAndGet();
              return checkClaims(token);
            },
            thread)
        .thenCompose(stage -> stage)
        .exceptionally(
            defect -> {
              LOG.log(Level.ERROR, "the check of an id token failed", defect);
              return new Result.Invalid();
            });
  }

  /** Checks the claims first, so that a token that is not for this server causes no fetch. */
  private CompletionStage<Result> checkClaims(String token) {
    return checks
        .checkClaims(token, clock.instant())
        .map(this::checkSignature)
        .orElseGet(() -> CompletableFuture.completedStage(new Result.Invalid()));
  }

  private CompletionStage<Result> checkSignature(UnverifiedToken unverified) {
    List<JWK> known = TokenChecks.candidates(unverified.token(), keys.usableKeys());
    if (keys.areFresh() && !known.isEmpty()) {
      return CompletableFuture.completedStage(verify(unverified, known));
    }
    Duration pause = keys.pause();
    if (pause.isZero() && awaitingKeys < MAX_AWAITING_KEYS) {
      return afterFetch(unverified, !known.isEmpty());
    }
    Duration delay = pause.isZero() ? RETRY : pause;
    return CompletableFuture.completedStage(
        known.isEmpty() ? new Result.Unavailable(delay) : verify(unverified, known));
  }

  private CompletionStage<Result> afterFetch(UnverifiedToken unverified, boolean isKnown) {
    awaitingKeys++;
    CompletableFuture<Boolean> fetched = keys.fetch().copy();
    if (isKnown) {
      fetched.completeOnTimeout(false, knownKeyWait.toMillis(), TimeUnit.MILLISECONDS);
    }
    return fetched.thenApplyAsync(
        areCurrent -> {
          awaitingKeys--;
          return verifyAfterFetch(unverified, areCurrent);
        },
        thread);
  }

  private Result verifyAfterFetch(UnverifiedToken unverified, boolean areCurrent) {
    List<JWK> known = TokenChecks.candidates(unverified.token(), keys.usableKeys());
    return known.isEmpty() && !areCurrent
        ? new Result.Unavailable(keys.pause())
        : verify(unverified, known);
  }

  private Result verify(UnverifiedToken unverified, List<JWK> known) {
    return TokenChecks.isSigned(unverified.token(), known)
        ? new Result.Valid(
            unverified.subject(),
            Hashing.sha256().hashBytes(unverified.token().getSigningInput()).toString())
        : new Result.Invalid();
  }

  /** Ends the thread. Checks that have not begun never complete. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
