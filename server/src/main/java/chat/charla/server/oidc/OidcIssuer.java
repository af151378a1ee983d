package chat.charla.server.oidc;

import chat.charla.server.oidc.TokenChecks.Claimed;
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
 * Checks id tokens with the keys of a real issuer, on a thread of its own. The thread never waits
 * for the network: a token that needs keys waits for the fetch, and others are checked meanwhile.
 */
public final class OidcIssuer implements IdTokens, AutoCloseable {
  private static final Logger LOG = System.getLogger(OidcIssuer.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 10;

  /** How many tokens may wait for the thread. */
  private static final int MOST_WAITING = 64;

  /** How many tokens may wait for keys. Others are checked meanwhile. */
  static final int MOST_AWAITING_KEYS = 32;

  /**
   * How long a token waits for newer keys if its own key is known. If the issuer answers in this
   * time, a key that it has withdrawn is not accepted. If it does not answer, its users can still
   * log in.
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

  /** An issuer whose keys are fetched when the first token needs them. */
  public OidcIssuer(Issuer issuer) {
    this(issuer, InstantSource.system(), System::nanoTime, TIMEOUT, KNOWN_KEY_WAIT);
  }

  /**
   * An issuer with these clocks.
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
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.completedStage(new Result.Busy());
    }
    return CompletableFuture.supplyAsync(
            () -> {
              waiting.decrementAndGet();
              return claims(token);
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
  private CompletionStage<Result> claims(String token) {
    return checks
        .claimed(token, clock.instant())
        .map(this::signature)
        .orElseGet(() -> CompletableFuture.completedStage(new Result.Invalid()));
  }

  private CompletionStage<Result> signature(Claimed claimed) {
    List<JWK> known = TokenChecks.candidates(claimed.token(), keys.usable());
    if (keys.areFresh() && !known.isEmpty()) {
      return CompletableFuture.completedStage(verified(claimed, known));
    }
    Duration pause = keys.pause();
    if (pause.isZero() && awaitingKeys < MOST_AWAITING_KEYS) {
      return afterFetch(claimed, !known.isEmpty());
    }
    Duration delay = pause.isZero() ? RETRY : pause;
    return CompletableFuture.completedStage(
        known.isEmpty() ? new Result.Unavailable(delay) : verified(claimed, known));
  }

  private CompletionStage<Result> afterFetch(Claimed claimed, boolean isKnown) {
    awaitingKeys++;
    CompletableFuture<Boolean> fetched = keys.fetch().copy();
    if (isKnown) {
      fetched.completeOnTimeout(false, knownKeyWait.toMillis(), TimeUnit.MILLISECONDS);
    }
    return fetched.thenApplyAsync(
        areCurrent -> {
          awaitingKeys--;
          return withNewKeys(claimed, areCurrent);
        },
        thread);
  }

  private Result withNewKeys(Claimed claimed, boolean areCurrent) {
    List<JWK> known = TokenChecks.candidates(claimed.token(), keys.usable());
    return known.isEmpty() && !areCurrent
        ? new Result.Unavailable(keys.pause())
        : verified(claimed, known);
  }

  private Result verified(Claimed claimed, List<JWK> known) {
    return TokenChecks.isSigned(claimed.token(), known)
        ? new Result.Valid(
            claimed.subject(),
            Hashing.sha256().hashBytes(claimed.token().getSigningInput()).toString())
        : new Result.Invalid();
  }

  /** Checks no more tokens. Checks that have not begun never complete. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
