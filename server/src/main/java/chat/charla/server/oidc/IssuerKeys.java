package chat.charla.server.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's public keys. They are fetched when a token needs them and they are old or lack its
 * key, but at most once in {@link #PAUSE}, no matter how many tokens need them. If they cannot be
 * fetched, older ones are used for a while. Only the thread of {@link OidcIssuer} uses this object.
 */
final class IssuerKeys {
  private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());

  /** How long keys are used without asking for newer ones. */
  static final Duration FRESH = Duration.ofMinutes(10);

  /** How long keys are used if newer ones cannot be fetched. */
  static final Duration USABLE = Duration.ofHours(1);

  /** The shortest time between two fetches. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int MAX_KEYS = 100;

  private final Issuer issuer;
  private final IssuerHttp http;
  private final Executor thread;
  private final LongSupplier nanoTime;

  private JWKSet keys = new JWKSet();
  private boolean fetched;
  private long fetchedAt;

  private boolean attempted;
  private long attemptedAt;
  private @Nullable CompletableFuture<Boolean> fetch;

  IssuerKeys(Issuer issuer, IssuerHttp http, Executor thread, LongSupplier nanoTime) {
    this.issuer = issuer;
    this.http = http;
    this.thread = thread;
    this.nanoTime = nanoTime;
  }

  /** The keys that were fetched last, if they may still be used. */
  JWKSet usable() {
    return isYounger(USABLE) ? keys : new JWKSet();
  }

  /** Whether the keys are so new that a token can be checked without fetching them again. */
  boolean areFresh() {
    return isYounger(FRESH);
  }

  private boolean isYounger(Duration age) {
    return fetched && nanoTime.getAsLong() - fetchedAt < age.toNanos();
  }

  /** How long no fetch may begin; zero if one may begin now, or is in progress. */
  Duration pause() {
    if (fetch != null || !attempted) {
      return Duration.ZERO;
    }
    long left = PAUSE.toNanos() - (nanoTime.getAsLong() - attemptedAt);
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * Fetches the keys, or joins the fetch that is in progress. Completes on the thread, with whether
   * the keys could be fetched.
   */
  CompletableFuture<Boolean> fetch() {
    CompletableFuture<Boolean> begun = fetch;
    if (begun == null) {
      attempted = true;
      attemptedAt = nanoTime.getAsLong();
      begun =
          http.get(issuer.configurationUrl())
              .thenCompose(text -> http.get(keysUrl(text)))
              .thenApply(IssuerKeys::parsed)
              .handleAsync(this::ended, thread);
      fetch = begun;
    }
    return begun;
  }

  private boolean ended(@Nullable JWKSet newKeys, @Nullable Throwable failure) {
    fetch = null;
    if (newKeys != null) {
      keys = newKeys;
      fetched = true;
      fetchedAt = attemptedAt;
    } else {
      LOG.log(
          Level.WARNING,
          "the keys of the issuer {0} cannot be fetched: {1}",
          issuer.url(),
          cause(failure));
    }
    return newKeys != null;
  }

  private static String cause(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause);
  }

  private String keysUrl(String text) {
    try {
      Map<String, Object> configuration = JSONObjectUtils.parse(text);
      String named = JSONObjectUtils.getString(configuration, "issuer");
      String url = JSONObjectUtils.getString(configuration, "jwks_uri");
      if (!issuer.url().equals(named) || url == null) {
        throw new CompletionException(
            new IOException("its configuration is of another issuer, or names no keys"));
      }
      if (!issuer.mayHaveKeysAt(url)) {
        throw new CompletionException(new IOException("its keys are at an unsafe URL: " + url));
      }
      return url;
    } catch (ParseException e) {
      throw new CompletionException(new IOException("its configuration is not valid", e));
    }
  }

  private static JWKSet parsed(String text) {
    try {
      JWKSet set = JWKSet.parse(text);
      if (set.size() > MAX_KEYS) {
        throw new CompletionException(new IOException("more than " + MAX_KEYS + " keys"));
      }
      return set;
    } catch (ParseException e) {
      throw new CompletionException(new IOException("its keys are not valid", e));
    }
  }
}
