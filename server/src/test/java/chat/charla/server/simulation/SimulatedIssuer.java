package chat.charla.server.simulation;

import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.Issuer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An issuer whose id tokens are the user's id and a number. Stateless. */
final class SimulatedIssuer implements IdTokens {
  private static final Issuer ISSUER = new Issuer("https://login.example", "charla");

  /** An id token of this user. Two tokens with different numbers are different tokens. */
  static String token(String subject, int number) {
    return subject + " " + number;
  }

  @Override
  public Optional<Issuer> issuer() {
    return Optional.of(ISSUER);
  }

  @Override
  public CompletionStage<Result> check(String token) {
    int space = token.indexOf(' ');
    return CompletableFuture.completedStage(
        space < 0 ? new Result.Invalid() : new Result.Valid(token.substring(0, space), token));
  }
}
