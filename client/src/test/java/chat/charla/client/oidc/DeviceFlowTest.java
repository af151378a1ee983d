package chat.charla.client.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.oidc.IssuerException.Reason;
import chat.charla.v1.OidcIssuer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device flow, in virtual time. */
class DeviceFlowTest {
  private final ScriptedIssuer issuer = new ScriptedIssuer();
  private final VirtualTime time = new VirtualTime();
  private final DeviceFlow flow = new DeviceFlow(issuer, time);
  private final List<Verification> shown = new ArrayList<>();

  @Test
  void userIsToldWhatToDoAndTheTokenIsThatOfTheIssuer() throws Exception {
    IdToken token = logIn(ScriptedIssuer.URL, false);

    Verification page = shown.get(0);
    assertEquals(1, shown.size());
    assertEquals("https://login.example/login", page.url());
    assertEquals("ABCD-EFGH", page.code());
    assertEquals("https://login.example/login?code=ABCD-EFGH", page.completeUrl());
    assertEquals(Duration.ofMinutes(10), page.validity());
    assertEquals("the.id.token", token.credential().getOidcIdToken());
    assertFalse(token.toString().contains("the.id.token"));
    assertEquals(
        List.of(
            Map.of("client_id", "charla", "scope", "openid profile"),
            Map.of(
                "client_id",
                "charla",
                "device_code",
                "secret-device-code",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code")),
        issuer.forms);
  }

  @Test
  void profileIsNotRequestedFromAnIssuerWithoutIt() throws Exception {
    issuer.configure(
        200,
        "{\"issuer\":\"https://login.example\",\"scopes_supported\":[\"openid\",1],"
            + "\"device_authorization_endpoint\":\"https://login.example/device\","
            + "\"token_endpoint\":\"https://login.example/token\"}");

    logIn(ScriptedIssuer.URL, false);

    assertEquals("openid", issuer.forms.get(0).get("scope"));
  }

  @Test
  void issuerDecidesHowOftenItIsAsked() throws Exception {
    issuer.authorization.remove("interval");
    issuer.refuse("authorization_pending", "slow_down", "authorization_pending", "slow_down");

    logIn(ScriptedIssuer.URL, false);

    assertEquals(List.of(5L, 5L, 10L, 10L, 15L), time.pauses);
  }

  @Test
  void issuerThatDoesNotAnswerIsAskedLessOften() throws Exception {
    issuer.refuse("authorization_pending");
    issuer.reply(503, "<html>");
    issuer.reply(500, "");

    logIn(ScriptedIssuer.URL, false);

    assertEquals(List.of(1L, 1L, 2L, 4L), time.pauses);
  }

  @Test
  void codeIsGivenUpWhenItHasExpired() {
    issuer.refuse("authorization_pending", "authorization_pending");
    issuer.authorization.put("expires_in", 12);
    issuer.authorization.put("interval", 5);

    assertFails(Reason.EXPIRED);

    assertEquals(List.of(5L, 5L, 2L), time.pauses);
  }

  /** The issuer may say that the code is valid for years, and that it wants to be asked rarely. */
  @Test
  void nobodyWaitsForMoreThanAnHour() {
    issuer.authorization.put("expires_in", "1e15");
    assertFails(Reason.INVALID_ANSWER);
    issuer.authorization.put("expires_in", Long.MAX_VALUE);
    issuer.authorization.put("interval", Long.MAX_VALUE);
    issuer.refuse("authorization_pending");

    assertFails(Reason.EXPIRED);

    assertEquals(Duration.ofHours(1), shown.get(0).validity());
    assertEquals(3600, time.pauses.stream().mapToLong(Long::longValue).sum());
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, DENIED",
    "expired_token, EXPIRED",
    "invalid_client, REFUSED",
    "'\\u001b[2J', REFUSED"
  })
  void refusalEndsTheFlow(String error, Reason reason) {
    issuer.refuse("authorization_pending", error);
    assertFails(reason);
    assertEquals(3, issuer.forms.size());
  }

  @ParameterizedTest
  @CsvSource({"invalid_client, 401", "unauthorized_client, 400"})
  void refusedClientIsReported(String error, int status) {
    issuer.authorize(status, "{\"error\":\"" + error + "\",\"error_description\":\"who?\"}");
    assertEquals(error + ": who?", assertFails(Reason.REFUSED).detail());
  }

  @Test
  void issuerThatIsDownIsReported() {
    issuer.stop();

    IssuerException failure = assertFails(Reason.UNREACHABLE);

    assertEquals("down", failure.detail());
    assertTrue(failure.getCause() instanceof IOException);
    assertEquals(ScriptedIssuer.URL, failure.issuer());
  }

  @Test
  void configurationOfAnotherIssuerIsNotUsed() {
    issuer.configuration.put("issuer", "https://another.example");
    assertEquals("https://another.example", assertFails(Reason.NOT_AN_ISSUER).detail());
    issuer.configure(404, "<html>");
    assertFails(Reason.NOT_AN_ISSUER);
    for (String body : List.of("[]", "", "{", "[".repeat(100_000), "{\"issuer\":1}")) {
      issuer.configure(200, body);
      assertFails(Reason.NOT_AN_ISSUER);
    }
    assertEquals(List.of(), issuer.forms);
  }

  @Test
  void issuerWithoutTheDeviceFlowIsReported() {
    issuer.configuration.remove("device_authorization_endpoint");
    assertFails(Reason.NO_DEVICE_FLOW);
  }

  @Test
  void redirectIsNoAnswer() {
    issuer.configure(302, "");
    assertFails(Reason.NOT_AN_ISSUER);
    issuer.authorize(307, "");
    assertFails(Reason.INVALID_ANSWER);
    issuer.reply(308, "");
    assertFails(Reason.INVALID_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example/x",
        "ftp://localhost/x",
        "https://user@login.example/x",
        "https://",
        "http://localhost/x",
        "javascript:alert(1)",
        "not a url"
      })
  void addressThatIsNotProtectedIsNotUsed(String url) {
    for (String key : List.of("device_authorization_endpoint", "token_endpoint")) {
      Object before = issuer.configuration.put(key, url);
      assertFails(Reason.UNSAFE);
      issuer.configuration.put(key, String.valueOf(before));
    }
    issuer.authorization.put("verification_uri", url);
    assertFails(Reason.UNSAFE);
    assertEquals(List.of(), shown);
  }

  /** A chat server elsewhere must not make this program call a service on this machine. */
  @Test
  void onlyAServerOnThisMachineMayHaveItsIssuerHere() {
    for (String here : List.of("http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1")) {
      IssuerException failure = assertThrows(IssuerException.class, () -> logIn(here, false));
      assertEquals(Reason.UNSAFE, failure.reason());
    }
    issuer.configuration.put("token_endpoint", "http://localhost.example/x");
    IssuerException failure =
        assertThrows(IssuerException.class, () -> logIn(ScriptedIssuer.URL, true));
    assertEquals(Reason.UNSAFE, failure.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"device_code", "user_code", "verification_uri", "expires_in"})
  void missingValueIsAnInvalidAnswer(String key) {
    issuer.authorization.remove(key);
    assertEquals(key, assertFails(Reason.INVALID_ANSWER).detail());
    assertEquals(List.of(), shown);
  }

  @Test
  void longCodeIsAnInvalidAnswer() {
    issuer.authorization.put("user_code", "A".repeat(101));
    assertFails(Reason.INVALID_ANSWER);
  }

  @Test
  void unsafeCompleteAddressIsLeftOut() throws Exception {
    issuer.authorization.put("verification_uri_complete", "http://another.example/?code=1");
    logIn(ScriptedIssuer.URL, false);
    assertNull(shown.get(0).completeUrl());
  }

  @Test
  void interruptCancelsTheFlow() {
    issuer.refuse("authorization_pending");
    Waiting interrupted =
        new Waiting() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public void pause(Duration duration) throws InterruptedException {
            throw new InterruptedException();
          }
        };
    assertThrows(
        InterruptedException.class,
        () ->
            new DeviceFlow(issuer, interrupted)
                .logIn(named(ScriptedIssuer.URL), false, shown::add));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.!.c", "a.W10.c", "a.eyJwcmVmZXJyZWRfdXNlcm5hbWUiOjd9.c"})
  void tokenWithoutANameProposesNone(String token) {
    assertNull(new IdToken(token).preferredName());
  }

  @Test
  void tokenWithANameProposesIt() {
    // {"preferred_username":"ana"}
    String claims = "eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJhbmEifQ";
    assertEquals("ana", new IdToken("a." + claims + ".c").preferredName());
  }

  private IdToken logIn(String url, boolean local) throws IssuerException, InterruptedException {
    return flow.logIn(named(url), local, shown::add);
  }

  private static OidcIssuer named(String url) {
    return OidcIssuer.newBuilder().setIssuer(url).setClientId("charla").build();
  }

  private IssuerException assertFails(Reason reason) {
    IssuerException failure =
        assertThrows(IssuerException.class, () -> logIn(ScriptedIssuer.URL, false));
    assertEquals(reason, failure.reason(), () -> describe(failure));
    return failure;
  }

  private static @Nullable String describe(IssuerException failure) {
    return failure.getMessage();
  }

  /** A clock that only a pause advances. */
  private static final class VirtualTime implements Waiting {
    final List<Long> pauses = new ArrayList<>();
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      pauses.add(duration.toSeconds());
      now += duration.toNanos();
    }
  }
}
