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
 * The issuer's public keys. {@link OidcIssuer} asks this class to fetch the keys if it must check a
 * token, and the present keys are not fresh or do not include the token's key. At most one fetch
 * begins in each {@link #PAUSE}, no matter how many tokens need keys. If a fetch fails, the older
 * keys stay usable for a while. Only the thread of {@link OidcIssuer} uses this object.
 */
final class IssuerKeys {
  private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());

  /** How long the server uses keys without fetching newer ones. */
  static final Duration MAX_FRESH_AGE = Duration.ofMinutes(10);

  /** How long the server uses keys if newer ones cannot be fetched. */
  static final Duration MAX_USABLE_AGE = Duration.ofHours(1);

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
  JWKSet usableKeys() {
    return isYounger(MAX_USABLE_AGE) ? keys : new JWKSet();
  }

  /** Whether the keys are so new that a token can be checked without fetching them again. */
  boolean areFresh() {
    return isYounger(MAX_FRESH_AGE);
  }

  private boolean isYounger(Duration age) {
    return fetched && nanoTime.getAsLong() - fetchedAt < age.toNanos();
  }

  /** The time until the next fetch may begin; zero if a fetch may begin now, or is in progress. */
  Duration pause() {
    if (fetch != null || !attempted) {
      return Duration.ZERO;
    }
    long left = PAUSE.toNanos() - (nanoTime.getAsLong() - attemptedAt);
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * Fetches the keys, unless a fetch is in progress. The result completes on the thread when the
   * fetch ends: true if it has succeeded.
   */
  CompletableFuture<Boolean> fetch() {
    CompletableFuture<Boolean> current = fetch;
    if (current == null) {
      attempted = true;
      attemptedAt = nanoTime.getAsLong();
      current =
          http.get(issuer.configurationUrl())
              .thenCompose(text -> http.get(keysUrl(text)))
              .thenApply(IssuerKeys::parse)
              .handleAsync(this::fetchEnded, thread);
      fetch = current;
    }
    return current;
  }

  private boolean fetchEnded(@Nullable JWKSet newKeys, @Nullable Throwable failure) {
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

  private static JWKSet parse(String text) {
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
