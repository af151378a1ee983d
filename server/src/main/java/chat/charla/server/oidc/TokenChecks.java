package chat.charla.server.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for id tokens (OpenID Connect Core 1.0, 3.1.3.7), and two rules of this server: a token
 * is accepted only for a few minutes after it was issued, and only if the server was running then.
 * So the server needs to remember used tokens only for a short time, and not across restarts.
 */
final class TokenChecks {
  /** How long after its issue a token is accepted. */
  static final Duration MAX_AGE = Duration.ofMinutes(10);

  /** By how much the clocks of issuer and server may differ. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final int MAX_LENGTH = 16 * 1024;
  private static final int MAX_SUBJECT = 255;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /**
   * The accepted algorithms: those that sign with a private key, which only the issuer has. With an
   * algorithm for shared secrets, an attacker could sign a token with the issuer's public key as
   * the secret.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final Issuer issuer;
  private final Instant started;

  /**
   * Creates the rules for this issuer.
   *
   * @param started when the server was started, on the wall clock
   */
  TokenChecks(Issuer issuer, Instant started) {
    this.issuer = issuer;
    this.started = started;
  }

  /** A token whose claims are right, and whose signature is not verified yet. */
  record UnverifiedToken(SignedJWT token, String subject) {}

  /** The token, if everything but its signature is right. */
  Optional<UnverifiedToken> checkClaims(String text, Instant now) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      boolean right =
          ALGORITHMS.contains(token.getHeader().getAlgorithm())
              && isIdToken(token.getHeader().getType())
              && issuer.url().equals(claims.getIssuer())
              && isForThisServer(claims)
              && isSubject(claims.getSubject())
              && isInTime(claims, now);
      return right
          ? Optional.of(new UnverifiedToken(token, claims.getSubject()))
          : Optional.empty();
    } catch (ParseException | RuntimeException malformed) {
      // For some malformed tokens the library throws a NullPointerException.
      return Optional.empty();
    }
  }

  /**
   * Whether a token of this type may be an id token. Other tokens of the issuer, such as access
   * tokens, have other types (RFC 8725, 3.11).
   */
  private static boolean isIdToken(@Nullable JOSEObjectType type) {
    return type == null || type.equals(JOSEObjectType.JWT);
  }

  private boolean isForThisServer(JWTClaimsSet claims) throws ParseException {
    List<String> audience = claims.getAudience();
    String authorized = claims.getStringClaim("azp");
    return audience.contains(issuer.clientId())
        && (authorized == null ? audience.size() == 1 : authorized.equals(issuer.clientId()));
  }

  private static boolean isSubject(@Nullable String subject) {
    return subject != null && !subject.isEmpty() && subject.length() <= MAX_SUBJECT;
  }

  private boolean isInTime(JWTClaimsSet claims, Instant now) {
    Date expires = claims.getExpirationTime();
    Date issued = claims.getIssueTime();
    Date begins = claims.getNotBeforeTime();
    return expires != null
        && issued != null
        && now.isBefore(end(claims))
        && !issued.toInstant().isAfter(now.plus(SKEW))
        && !issued.toInstant().plusSeconds(1).isBefore(started)
        && (begins == null || !begins.toInstant().isAfter(now.plus(SKEW)));
  }

  private static Instant end(JWTClaimsSet claims) {
    Instant expires = claims.getExpirationTime().toInstant().plus(SKEW);
    Instant tooOld = claims.getIssueTime().toInstant().plus(MAX_AGE);
    return expires.isBefore(tooOld) ? expires : tooOld;
  }

  /**
   * The keys that may have signed the token. Never includes a key that the token itself contains.
   */
  static List<JWK> candidates(SignedJWT token, JWKSet keys) {
    return new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader())).select(keys);
  }

  /** Whether one of these keys has signed the token. */
  static boolean isSigned(SignedJWT token, List<JWK> keys) {
    return keys.stream().anyMatch(key -> isSigned(token, key));
  }

  private static boolean isSigned(SignedJWT token, JWK key) {
    try {
      JWSVerifier verifier = verifier(key);
      return verifier != null && token.verify(verifier);
    } catch (JOSEException | IllegalArgumentException | IllegalStateException unusable) {
      return false;
    }
  }

  private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof RSAKey rsa) {
      boolean usual = rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS;
      return usual ? new RSASSAVerifier(rsa) : null;
    }
    return key instanceof ECKey curve ? new ECDSAVerifier(curve) : null;
  }
}
