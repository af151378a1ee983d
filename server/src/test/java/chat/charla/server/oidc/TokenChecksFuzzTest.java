package chat.charla.server.oidc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No text makes the checks of an id token fail with an exception. A failure would be logged with
 * its stack trace, so strangers could fill the log.
 */
@Tag("seeds")
class TokenChecksFuzzTest {
  private static final int SEEDS = 3;
  private static final int TOKENS = 3_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final Issuer ISSUER = new Issuer("https://issuer.example", "charla");

  private static final List<String> HEADERS =
      List.of("alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "x5t#S256", "x5u", "cty");

  private static final List<String> CLAIMS =
      List.of("iss", "aud", "azp", "sub", "iat", "exp", "nbf", "jti");

  private static final Map<String, String> VALID =
      Map.of(
          "alg", "\"RS256\"",
          "kid", "\"first\"",
          "iss", "\"https://issuer.example\"",
          "aud", "\"charla\"",
          "sub", "\"ana\"",
          "iat", "" + SECOND,
          "exp", "" + (SECOND + 600));

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e400",
          "-1e400",
          "9223372036854775807",
          "92233720368547758070000",
          "-9e18",
          "NaN",
          "\"\"",
          "\"\\u0000\"",
          "\"::\"",
          "\"none\"",
          "\"HS256\"",
          "\"ES256\"",
          "\"PS512\"",
          "\"second\"",
          "[\"b64\"]",
          "false",
          "[]",
          "[null]",
          "[1,{}]",
          "[\"charla\",null]",
          "{}",
          "{\"kty\":\"RSA\"}",
          "{\"kty\":\"EC\",\"crv\":\"x\",\"x\":\"\",\"y\":\"\"}",
          "[".repeat(3000),
          "[".repeat(1500) + "]".repeat(1500));

  private static final JWKSet KEYS =
      new JWKSet(List.of(TestIssuer.newKey("first").toPublicJWK(), curveKey("second")));

  private static final List<String> SIGNATURES =
      List.of("", "AAAA", "A".repeat(86), "A".repeat(342));

  private final TokenChecks checks = new TokenChecks(ISSUER, NOW);

  @Test
  void aHeaderOrClaimsThatAreNoObjectAreMalformed() {
    for (String header : List.of("null", "1", "[]", "\"\"", "", "{", "[".repeat(9000))) {
      requireRefused(token(header, "{}"));
      requireRefused(token("{\"alg\":\"RS256\"}", header));
    }
    for (String text : List.of("", ".", "..", "...", "....", "é.é.é", "\u0000.\u0000.\u0000")) {
      requireRefused(text);
    }
  }

  @Test
  void randomHeadersAndClaimsCauseNoFailure() {
    Seeds.forEach(
        TokenChecksFuzzTest.class,
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < TOKENS; i++) {
            String token =
                token(object(HEADERS, random), object(CLAIMS, random))
                    + SIGNATURES.get(random.nextInt(SIGNATURES.size()));
            assertFalse(assertDoesNotThrow(() -> isSigned(token), () -> decoded(token)));
          }
        });
  }

  private boolean isSigned(String token) {
    return checks
        .checkClaims(token, NOW)
        .map(
            claimed ->
                TokenChecks.isSigned(
                    claimed.token(), TokenChecks.candidates(claimed.token(), KEYS)))
        .orElse(false);
  }

  private static ECKey curveKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate().toPublicJWK();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void requireRefused(String token) {
    assertTrue(
        assertDoesNotThrow(() -> checks.checkClaims(token, NOW), () -> decoded(token)).isEmpty());
  }

  /** An object that is usually valid, but for one or two of its values. */
  private static String object(List<String> names, Random random) {
    List<String> fields = new ArrayList<>();
    for (String name : names) {
      String value = VALID.getOrDefault(name, "");
      if (random.nextInt(names.size()) == 0) {
        value = VALUES.get(random.nextInt(VALUES.size()));
      }
      if (!value.isEmpty()) {
        fields.add("\"" + name + "\":" + value);
      }
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String token(String header, String claims) {
    return encoded(header) + "." + encoded(claims) + ".";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String token) {
    StringBuilder text = new StringBuilder();
    for (String part : token.split("\\.")) {
      try {
        text.append(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException notEncoded) {
        text.append(part);
      }
      text.append('.');
    }
    return text.toString();
  }
}
