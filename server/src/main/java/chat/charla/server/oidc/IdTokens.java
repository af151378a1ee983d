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
   * Checks that the issuer has signed this token recently, and for this server. The stage does not
   * fail.
   */
  CompletionStage<Result> check(String token);

  /** The result of a check. */
  sealed interface Result {
    /**
     * The token is valid.
     *
     * @param subject the user's id at the issuer
     * @param hash the SHA-256 hash of the signed part of the token. It does not depend on how the
     *     signature is encoded
     */
    record Valid(String subject, String hash) implements Result {}

    /** The token is not valid. */
    record Invalid() implements Result {}

    /**
     * The server does not have the key of this token: the issuer's keys could not be fetched, or
     * were fetched so recently that the server does not fetch them again yet.
     */
    record Unavailable(Duration retryDelay) implements Result {}

    /** Too many tokens are being checked. */
    record Busy() implements Result {}
  }
}
