package chat.charla.server.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.server.oidc.IdTokens.Result;
import chat.charla.testkit.Patience;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Id tokens of an issuer on this machine, whose keys are fetched over a real socket. */
class OidcIssuerTest {
  private static final RSAKey FORGED = TestIssuer.newKey("forged");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** A time limit that no test reaches. */
  private static final Duration LONG = Duration.ofDays(1);

  @RegisterExtension final RecordedLog log = new RecordedLog("chat.charla.server.oidc");

  @AutoClose private TestIssuer issuer;
  @AutoClose private OidcIssuer checked;
  private volatile Instant now = START;
  private volatile long nanoTime;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    checked =
        new OidcIssuer(
            issuer.issuer(), () -> now, () -> nanoTime, Duration.ofSeconds(Patience.SECONDS), LONG);
    pass(Duration.ofMinutes(30));
  }

  @Test
  void aValidTokenNamesTheUserOfTheIssuer() {
    Result.Valid valid = valid(token());

    assertEquals("ana", valid.subject());
    assertNotEquals(valid.hash(), valid(token()).hash());
    assertEquals(1, issuer.fetches());
  }

  @Test
  void aTokenOfAnotherIssuerOrForAnotherClientIsInvalid() throws JOSEException {
    invalid(issuer.token(claims().audience("another").build()));
    invalid(issuer.token(claims().audience(List.of()).build()));
    invalid(issuer.token(claims().audience(List.of("charla", "another")).build()));
    invalid(issuer.token(claims().claim("azp", "another").build()));
    invalid(issuer.token(claims().issuer(issuer.url() + "/").build()));
    invalid(issuer.token(claims().issuer(null).build()));
    invalid(issuer.token(claims().subject(null).build()));
    invalid(issuer.token(claims().subject("").build()));
    invalid(issuer.token(claims().subject("a".repeat(256)).build()));

    assertEquals(0, issuer.fetches(), "a token that is not for this server causes no fetch");
    valid(
        issuer.token(
            claims().audience(List.of("charla", "another")).claim("azp", "charla").build()));
  }

  @Test
  void aTokenIsValidOnlyForAFewMinutesAfterItsIssue() {
    invalid(issuer.token(claims().expirationTime(at(Duration.ofSeconds(-61))).build()));
    invalid(issuer.token(claims().expirationTime(null).build()));
    invalid(issuer.token(claims().issueTime(at(Duration.ofSeconds(61))).build()));
    invalid(issuer.token(claims().issueTime(at(Duration.ofMinutes(-10))).build()));
    invalid(issuer.token(claims().issueTime(null).build()));
    invalid(issuer.token(claims().notBeforeTime(at(Duration.ofSeconds(61))).build()));

    String token = token();
    valid(token);
    pass(Duration.ofSeconds(599));
    valid(token);
    pass(Duration.ofSeconds(1));
    invalid(token);
  }

  /** The server has forgotten which tokens were used before it was started. */
  @Test
  void aTokenFromBeforeTheStartIsInvalid() {
    now = START;
    invalid(issuer.token(claims().issueTime(at(Duration.ofSeconds(-2))).build()));
    valid(issuer.token(claims().issueTime(at(Duration.ZERO)).build()));
  }

  @Test
  void aTokenWithoutASignatureOfTheIssuerIsInvalid() throws JOSEException {
    invalid(new PlainJWT(claims().build()).serialize());
    SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    mac.sign(new MACSigner(issuer.key().toPublicJWK().toString()));
    invalid(mac.serialize());
    SignedJWT encoded =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims().build());
    encoded.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
    invalid(encoded.serialize());

    invalid(TestIssuer.signed(FORGED, "first", claims().build()));
    String token = token();
    invalid(token.substring(0, token.length() - 4) + "AAAA");
    invalid(token.substring(0, token.lastIndexOf('.') + 1));
    valid(token);
  }

  /** The key in the header is the attacker's, and so would be the keys at the address in it. */
  @Test
  void keysAndAddressesInTheHeaderOfATokenAreIgnored() throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(FORGED.toPublicJWK())
                .jwkURL(URI.create(issuer.url() + "/keys?forged"))
                .keyID(FORGED.getKeyID())
                .build(),
            claims().build());
    token.sign(new RSASSASigner(FORGED));

    invalid(token.serialize());

    assertEquals(1, issuer.fetches());
  }

  @Test
  void malformedTokensAreInvalidAndCauseNoFetch() {
    String payload = Base64URL.encode(claims().build().toString()).toString();
    String nested = "{\"alg\":\"RS256\",\"a\":" + "[".repeat(8000);
    for (String token :
        List.of(
            "",
            "...",
            "a.b.c",
            "é",
            "{}",
            Base64URL.encode("{}") + "." + payload + ".AAAA",
            Base64URL.encode("null") + "." + payload + ".AAAA",
            Base64URL.encode("{\"alg\":null}") + "." + payload + ".AAAA",
            Base64URL.encode("{\"alg\":\"RS256\"}") + "." + Base64URL.encode("null") + ".AAAA",
            Base64URL.encode(nested) + "." + payload + ".AAAA",
            Base64URL.encode("{\"alg\":\"RS256\"}") + "." + Base64URL.encode("[]") + ".AAAA",
            "a".repeat(16 * 1024 + 1))) {
      Result result = result(checked.check(token));
      assertTrue(
          result instanceof Result.Invalid,
          () -> result + " for " + token.substring(0, Math.min(40, token.length())));
    }
    assertEquals(0, issuer.fetches());
    assertEquals(List.of(), log.lines().all(), "a client can cause no stack trace");
  }

  /** A token for another purpose, such as an access token (RFC 8725, 3.11). */
  @Test
  void aTokenOfAnotherTypeIsInvalid() throws JOSEException {
    for (String other : List.of("at+jwt", "logout+jwt", "dpop+jwt", "JOSE", "")) {
      invalid(typed(other));
    }
    assertEquals(0, issuer.fetches());
    valid(typed(null));
    valid(typed("JWT"));
    valid(typed("jwt"));
  }

  private String typed(@Nullable String type) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(issuer.key().getKeyID())
                .type(type == null ? null : new JOSEObjectType(type))
                .build(),
            claims().build());
    token.sign(new RSASSASigner(issuer.key()));
    return token.serialize();
  }

  /**
   * The server should fetch the keys again, but the issuer does not answer. Log-ins with a known
   * key do not wait.
   */
  @Test
  void aTokenWithAKnownKeyDoesNotWaitForAnIssuerThatHangs() {
    Duration wait = Duration.ofMillis(50);
    try (OidcIssuer hanging =
        new OidcIssuer(issuer.issuer(), () -> now, () -> nanoTime, LONG, wait)) {
      assertInstanceOf(Result.Valid.class, result(hanging.check(token())));
      pass(IssuerKeys.MAX_FRESH_AGE);
      issuer.answerKeysBy(exchange -> {}); // never answers

      assertInstanceOf(Result.Valid.class, result(hanging.check(token())));
      for (int i = 0; i < OidcIssuer.MAX_AWAITING_KEYS; i++) {
        var unused = hanging.check(TestIssuer.signed(FORGED, "unknown" + i, claims().build()));
      }
      assertInstanceOf(Result.Valid.class, result(hanging.check(token())));
    }
  }

  @Test
  void ellipticCurvesAreAcceptedAndSmallKeysAreNot() throws JOSEException {
    ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
    RSAKey small = new RSAKeyGenerator(1024, true).keyID("small").generate();
    RSAKey other = new RSAKeyGenerator(2048).keyID("other").keyUse(KeyUse.ENCRYPTION).generate();
    issuer.publish(List.of(curve.toPublicJWK(), small.toPublicJWK(), other.toPublicJWK()));
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("curve").build(), claims().build());
    token.sign(new ECDSASigner(curve));
    SignedJWT bySmall =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("small").build(), claims().build());
    bySmall.sign(new RSASSASigner(small.toPrivateKey(), true));

    valid(token.serialize());
    invalid(bySmall.serialize());
    pass(IssuerKeys.PAUSE);
    invalid(TestIssuer.signed(other, claims().build()));
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNeedsIt() {
    valid(token());
    pass(IssuerKeys.PAUSE);
    String old = token();

    issuer.rotate("second");

    valid(token());
    assertEquals(2, issuer.fetches());
    pass(IssuerKeys.PAUSE);
    invalid(old);
  }

  @Test
  void aWithdrawnKeyIsNotUsedForLong() {
    valid(token());
    RSAKey withdrawn = issuer.key();
    issuer.rotate("second");

    pass(IssuerKeys.MAX_FRESH_AGE);

    invalid(TestIssuer.signed(withdrawn, claims().build()));
  }

  @Test
  void tokensWithUnknownKeysCauseOneFetchInHalfAMinute() {
    valid(token());
    pass(IssuerKeys.PAUSE);
    List<CompletionStage<Result>> flood = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      flood.add(checked.check(TestIssuer.signed(issuer.key(), "unknown" + i, claims().build())));
      if (i % 20 == 0) {
        valid(token());
      }
    }

    flood.forEach(each -> assertTrue(!(result(each) instanceof Result.Valid)));
    assertEquals(2, issuer.fetches());
    Result.Unavailable later =
        assertInstanceOf(
            Result.Unavailable.class,
            result(checked.check(TestIssuer.signed(issuer.key(), "unknown", claims().build()))));
    assertEquals(IssuerKeys.PAUSE, later.retryDelay());
  }

  @Test
  void anIssuerThatIsDownMakesTokensUnavailableOnceTheKeysAreOld() {
    valid(token());
    issuer.close();

    pass(IssuerKeys.MAX_FRESH_AGE);
    valid(token());
    pass(IssuerKeys.MAX_USABLE_AGE);

    assertInstanceOf(Result.Unavailable.class, result(checked.check(token())));
    assertInstanceOf(Result.Unavailable.class, result(checked.check(token())));
  }

  @Test
  void keysThatAreTooLongAreNotRead() {
    issuer.answerKeysBy(OidcIssuerTest::endless);

    unavailable();
  }

  @Test
  void keysThatComeTooSlowlyAreNotAwaited() throws IOException {
    try (OidcIssuer impatient =
        new OidcIssuer(issuer.issuer(), () -> now, () -> nanoTime, Duration.ofMillis(200), LONG)) {
      issuer.answerKeysBy(exchange -> {}); // never answers

      assertInstanceOf(Result.Unavailable.class, result(impatient.check(token())));
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    issuer.answerKeysBy(
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("location", issuer.url() + "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });

    unavailable();
  }

  @Test
  void keysAreFetchedOnlyFromAnAllowedAddressInTheIssuersOwnConfiguration() {
    for (String configuration :
        List.of(
            TestIssuer.configuration("https://another.example", issuer.url() + "/keys"),
            TestIssuer.configuration(issuer.url(), "http://192.0.2.1/keys"),
            TestIssuer.configuration(issuer.url(), "http://localhost.example/keys"),
            TestIssuer.configuration(issuer.url(), "file:///etc/passwd"),
            "{}",
            "not JSON")) {
      issuer.configure(configuration);
      unavailable();
      pass(IssuerKeys.PAUSE);
    }
    assertEquals(0, issuer.fetches());
  }

  /**
   * Otherwise an issuer on another machine could make the server send requests to programs on the
   * server's own machine.
   */
  @Test
  void onlyAnIssuerOnThisMachineHasKeysOnThisMachine() {
    Issuer remote = new Issuer("https://login.example.org", "charla");

    assertTrue(remote.mayHaveKeysAt("https://keys.example.org/keys"));
    assertFalse(remote.mayHaveKeysAt("http://localhost:8080/keys"));
    assertFalse(remote.mayHaveKeysAt("http://127.0.0.1:8080/keys"));
    assertFalse(remote.mayHaveKeysAt("http://[::1]:8080/keys"));
    assertTrue(issuer.issuer().mayHaveKeysAt(issuer.url() + "/keys"));
    assertFalse(issuer.issuer().mayHaveKeysAt("http://192.0.2.1/keys"));
  }

  @Test
  void theAddressOfAnIssuerMustBeSafe() {
    for (String valid :
        List.of(
            "https://login.example.org,charla",
            "https://login.example.org/realms/a,charla",
            "http://localhost:8080,charla",
            "http://127.0.0.1:8080/,charla",
            "http://[::1]:8080,charla")) {
      assertTrue(Issuer.parse(valid).isPresent(), valid);
    }
    for (String invalid :
        List.of(
            "https://login.example.org",
            "https://login.example.org,",
            "http://login.example.org,charla",
            "http://10.0.0.1,charla",
            "ftp://login.example.org,charla",
            "https://user:secret@login.example.org,charla",
            "https://login.example.org#a,charla",
            "login.example.org,charla",
            ",charla",
            "https:// ,charla")) {
      assertTrue(Issuer.parse(invalid).isEmpty(), invalid);
    }
  }

  private void unavailable() {
    assertInstanceOf(Result.Unavailable.class, result(checked.check(token())));
  }

  private static void endless(HttpExchange exchange) {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      byte[] spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
      while (true) {
        body.write(spaces);
      }
    } catch (IOException e) {
      // The server has ended the connection.
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanoTime += time.toNanos();
  }

  private JWTClaimsSet.Builder claims() {
    return issuer.claims("ana", now);
  }

  private String token() {
    return issuer.token(claims().build());
  }

  private Date at(Duration fromNow) {
    return Date.from(now.plus(fromNow));
  }

  private Result.Valid valid(String token) {
    return assertInstanceOf(Result.Valid.class, result(checked.check(token)));
  }

  private void invalid(String token) {
    assertInstanceOf(Result.Invalid.class, result(checked.check(token)));
  }

  private static Result result(CompletionStage<Result> check) {
    return check.toCompletableFuture().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }
}
