package chat.charla.cli.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.oidc.IssuerException.Reason;
import chat.charla.cli.testkit.TestIssuer;
import chat.charla.cli.testkit.TestIssuer.Reply;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.testkit.Patience;
import chat.charla.v1.OidcIssuer;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device flow with an issuer on this machine, in virtual time. */
class DeviceFlowTest {
  @AutoClose private TestIssuer issuer;
  private final VirtualTime time = new VirtualTime();
  private final DeviceFlow flow = new DeviceFlow(time, Duration.ofSeconds(Patience.SECONDS));
  private final List<Verification> shown = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
  }

  @Test
  void userIsToldWhatToDoAndTheTokenIsThatOfTheIssuer() throws Exception {
    issuer.user("a7", "ana");

    IdToken token = logIn();

    assertEquals(
        List.of(
            new Verification(
                issuer.url() + "/login",
                "ABCD-EFGH",
                issuer.url() + "/login?code=ABCD-EFGH",
                Duration.ofMinutes(10))),
        shown);
    assertTrue(issuer.secrets().contains(token.text()));
    assertEquals(Optional.of("ana"), token.preferredName());
    assertFalse(token.toString().contains(token.text()));
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
        issuer.forms());
  }

  @Test
  void issuerDecidesHowOftenItIsAsked() throws Exception {
    JsonObject authorization = issuer.authorization();
    authorization.remove("interval");
    issuer.authorize(new Reply(200, authorization.toString()));
    issuer.refuse("authorization_pending", "slow_down", "authorization_pending", "slow_down");

    logIn();

    assertEquals(List.of(5L, 5L, 10L, 10L, 15L), time.pauses);
  }

  @Test
  void issuerThatDoesNotAnswerIsAskedLessOften() throws Exception {
    issuer.refuse("authorization_pending");
    issuer.reply(new Reply(503, "<html>"));
    issuer.reply(new Reply(500, ""));

    logIn();

    assertEquals(List.of(1L, 1L, 2L, 4L), time.pauses);
  }

  @Test
  void codeIsGivenUpWhenItHasExpired() {
    issuer.refuse("authorization_pending", "authorization_pending");
    JsonObject authorization = issuer.authorization();
    authorization.addProperty("expires_in", 12);
    authorization.addProperty("interval", 5);
    issuer.authorize(new Reply(200, authorization.toString()));

    assertFails(Reason.EXPIRED);

    assertEquals(List.of(5L, 5L, 2L), time.pauses);
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, DENIED",
    "expired_token, EXPIRED",
    "invalid_client, REFUSED",
    "'\u001b[2J', REFUSED"
  })
  void refusalEndsTheFlow(String error, Reason reason) {
    issuer.refuse("authorization_pending", error);
    assertFails(reason);
    assertEquals(3, issuer.forms().size());
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_client, 401",
    "unauthorized_client, 400",
  })
  void refusedClientIsReported(String error, int status) {
    issuer.authorize(
        new Reply(status, "{\"error\":\"" + error + "\",\"error_description\":\"who?\"}"));
    assertTrue(String.valueOf(assertFails(Reason.REFUSED).getMessage()).endsWith(error + ": who?"));
  }

  @Test
  void issuerThatIsDownIsReported() {
    issuer.close();
    assertFails(Reason.UNREACHABLE);
  }

  @Test
  void configurationOfAnotherIssuerIsNotUsed() {
    changeConfiguration("issuer", "https://another.example");
    assertFails(Reason.NOT_AN_ISSUER);
    issuer.configure(new Reply(404, "<html>"));
    assertFails(Reason.NOT_AN_ISSUER);
    issuer.configure(new Reply(200, "[]"));
    assertFails(Reason.NOT_AN_ISSUER);
    issuer.configure(new Reply(200, "[".repeat(100_000)));
    assertFails(Reason.NOT_AN_ISSUER);
    assertEquals(List.of(), issuer.forms());
  }

  @Test
  void issuerWithoutTheDeviceFlowIsReported() {
    changeConfiguration("device_authorization_endpoint", null);
    assertFails(Reason.NO_DEVICE_FLOW);
  }

  /** The issuer may give no reason, or an empty one. No sentence ends with a colon. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void everyFailureIsAWholeSentence(Language language) {
    Messages messages = Messages.in(language);
    List<IssuerException> failures = new ArrayList<>();
    issuer.configure(new Reply(200, "[]"));
    failures.add(assertFails(Reason.NOT_AN_ISSUER));
    changeConfiguration("issuer", "");
    failures.add(assertFails(Reason.NOT_AN_ISSUER));
    changeConfiguration("issuer", "\u202e\u200b ");
    failures.add(assertFails(Reason.NOT_AN_ISSUER));
    issuer.configure(new Reply(200, issuer.configuration().toString()));
    issuer.authorize(new Reply(400, "{\"error\": \"\"}"));
    failures.add(assertFails(Reason.REFUSED));
    issuer.authorize(
        new Reply(400, "{\"error\": \"invalid_client\", \"error_description\": \"\"}"));
    failures.add(assertFails(Reason.REFUSED));
    for (IssuerException failure : failures) {
      String text = failure.in(messages);
      assertFalse(text.matches(".*(:|: \\.|\\(\\))\\s*"), text);
    }
  }

  @Test
  void redirectIsNotFollowed() {
    issuer.configure(new Reply(302, ""));
    assertFails(Reason.NOT_AN_ISSUER);
    issuer.configure(new Reply(200, issuer.configuration().toString()));
    issuer.authorize(new Reply(307, ""));
    assertFails(Reason.INVALID_ANSWER);
    issuer.authorize(new Reply(200, issuer.authorization().toString()));
    issuer.reply(new Reply(308, ""));
    assertFails(Reason.INVALID_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example/x",
        "ftp://localhost/x",
        "https://user@login.example/x",
        "https://",
        "http://localhost.example/x",
        "javascript:alert(1)",
        "not a url"
      })
  void addressThatIsNotProtectedIsNotUsed(String url) {
    for (String key : List.of("device_authorization_endpoint", "token_endpoint")) {
      changeConfiguration(key, url);
      assertFails(Reason.UNSAFE);
    }
    issuer.configure(new Reply(200, issuer.configuration().toString()));
    changeAuthorization("verification_uri", url);
    assertFails(Reason.UNSAFE);
    assertEquals(List.of(), shown);
  }

  /** A chat server elsewhere must not make this program call a service on this machine. */
  @Test
  void onlyAServerOnThisMachineMayHaveItsIssuerHere() {
    OidcIssuer here = OidcIssuer.newBuilder().setIssuer(issuer.url()).setClientId("charla").build();
    IssuerException failure =
        assertThrows(IssuerException.class, () -> flow.logIn(here, false, shown::add));
    assertEquals(Reason.UNSAFE, failure.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"device_code", "user_code", "verification_uri", "expires_in"})
  void missingValueIsAnInvalidAnswer(String key) {
    changeAuthorization(key, null);
    assertFails(Reason.INVALID_ANSWER);
    assertEquals(List.of(), shown);
  }

  @Test
  void textsOfTheIssuerDoNotControlTheTerminal() throws Exception {
    changeAuthorization("user_code", "AB\u001b[2J\u202eCD");
    logIn();
    String code = shown.get(0).code();
    assertTrue(code.chars().noneMatch(c -> c < ' ' || c == '\u202e'), code);
    changeAuthorization("user_code", "A".repeat(101));
    assertFails(Reason.INVALID_ANSWER);
  }

  @Test
  void unsafeCompleteAddressIsLeftOut() throws Exception {
    changeAuthorization("verification_uri_complete", "http://another.example/?code=1");
    logIn();
    assertEquals(null, shown.get(0).completeUrl());
  }

  @Test
  void answerIsLimitedInSize() {
    issuer.configure(new Reply(200, "{\"x\":\"" + "x".repeat(300_000) + "\"}"));
    assertFails(Reason.UNREACHABLE);
  }

  /** The issuer answers with one byte, and then with nothing. */
  @Test
  void answerIsLimitedInTime() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try (Socket socket = slow.accept()) {
                  socket
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"
                              .getBytes(StandardCharsets.US_ASCII));
                  InputStream request = socket.getInputStream();
                  while (request.read() >= 0) {
                    // The client ends the connection.
                  }
                } catch (IOException e) {
                  // The client has ended the connection.
                }
              });
      answering.start();
      OidcIssuer named =
          OidcIssuer.newBuilder()
              .setIssuer("http://127.0.0.1:" + slow.getLocalPort())
              .setClientId("charla")
              .build();
      DeviceFlow impatient = new DeviceFlow(time, Duration.ofMillis(500));
      IssuerException failure =
          assertThrows(IssuerException.class, () -> impatient.logIn(named, true, shown::add));
      assertEquals(Reason.UNREACHABLE, failure.reason());
      answering.join();
    }
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
        () -> new DeviceFlow(interrupted).logIn(issuerOfServer(), true, shown::add));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.!.c", "a.W10.c", "a.eyJwcmVmZXJyZWRfdXNlcm5hbWUiOjd9.c"})
  void tokenWithoutANameProposesNone(String token) {
    assertEquals(Optional.empty(), new IdToken(token).preferredName());
  }

  private void changeConfiguration(String key, @Nullable String value) {
    issuer.configure(new Reply(200, changed(issuer.configuration(), key, value)));
  }

  private void changeAuthorization(String key, @Nullable String value) {
    issuer.authorize(new Reply(200, changed(issuer.authorization(), key, value)));
  }

  private static String changed(JsonObject object, String key, @Nullable String value) {
    object.remove(key);
    if (value != null) {
      object.addProperty(key, value);
    }
    return object.toString();
  }

  private IdToken logIn() throws IssuerException, InterruptedException {
    return flow.logIn(issuerOfServer(), true, shown::add);
  }

  private IssuerException assertFails(Reason reason) {
    IssuerException failure = assertThrows(IssuerException.class, this::logIn);
    assertEquals(reason, failure.reason(), failure.getMessage());
    return failure;
  }

  private OidcIssuer issuerOfServer() {
    return OidcIssuer.newBuilder()
        .setIssuer(issuer.url())
        .setClientId(TestIssuer.CLIENT_ID)
        .build();
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
