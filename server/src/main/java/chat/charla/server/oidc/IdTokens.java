package chat.charla.server.oidc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks id tokens of one issuer. Thread-safe. */
public interface IdTokens {
  /** A server without an issuer. */
  IdTokens NONE =
      new IdTokens() {
        @Override
        public Optional<Issuer> issuer() {
          return Optional.empty();
        }

        @Override
        public CompletionStage<Result> check(String token) {
          return CompletableFuture.completedStage(new Result.Invalid());
        }
      };

  /** The longest validity of a token. The server remembers each used token for this time. */
  Duration LONGEST_VALIDITY = TokenChecks.MAX_AGE.plus(TokenChecks.SKEW);

  /** The issuer; empty if the server has none. */
  Optional<Issuer> issuer();

  /**
   * Checks a token: that the issuer has signed it, for this server, and just now. The stage does
   * not fail.
   */
  CompletionStage<Result> check(String token);

  /** What a check has found. */
  sealed interface Result {
    /**
     * The token is valid.
     *
     * @param subject the user's id at the issuer
     * @param hash SHA-256 of what is signed. A token with a differently encoded signature has the
     *     same hash
     */
    record Valid(String subject, String hash) implements Result {}

    /** The token is not valid. */
    record Invalid() implements Result {}

    /**
     * The issuer's keys could not be fetched, or were fetched so recently that the server does not
     * ask again for the key of this token.
     */
    record Unavailable(Duration retryDelay) implements Result {}

    /** Too many tokens are being checked. */
    record Busy() implements Result {}
  }
}
