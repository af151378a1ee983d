package chat.charla.cli.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.TestIssuer;
import chat.charla.cli.testkit.TestIssuer.Reply;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.oidc.DeviceFlow;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.IssuerException.Reason;
import chat.charla.client.oidc.Verification;
import chat.charla.client.oidc.Waiting;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The requests of the device flow to an issuer on this machine, over real sockets, and how its
 * failures are explained. The flow itself is tested in the library.
 */
class JdkIssuerHttpTest {
  @AutoClose private TestIssuer issuer;
  private final VirtualTime time = new VirtualTime();
  private final DeviceFlow flow =
      new DeviceFlow(new JdkIssuerHttp(Duration.ofSeconds(Patience.SECONDS)), time);
  private final List<Verification> shown = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
  }

  @Test
  void userIsToldWhatToDoAndTheTokenIsThatOfTheIssuer() throws Exception {
    issuer.user("a7", "ana");

    IdToken token = logIn();

    assertEquals(issuer.url() + "/login", shown.get(0).url());
    assertEquals("ABCD-EFGH", shown.get(0).code());
    assertTrue(issuer.secrets().contains(token.text()));
    assertEquals("ana", token.preferredName());
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
  void issuerThatIsDownIsReported() {
    issuer.close();
    IssuerException failure = assertFails(Reason.UNREACHABLE);
    assertEquals(
        "the log-in service "
            + issuer.url()
            + " cannot be reached: connection refused; perhaps the server is not running",
        IssuerFailures.explain(failure, Messages.in(Language.ENGLISH)));
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
      String text = IssuerFailures.explain(failure, messages);
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
      DeviceFlow impatient = new DeviceFlow(new JdkIssuerHttp(Duration.ofMillis(500)), time);
      IssuerException failure =
          assertThrows(IssuerException.class, () -> impatient.logIn(named, true, shown::add));
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertEquals(
          "the log-in service " + named.getIssuer() + " cannot be reached: no answer",
          IssuerFailures.explain(failure, Messages.in(Language.ENGLISH)));
      answering.join();
    }
  }

  private void changeConfiguration(String key, @Nullable String value) {
    issuer.configure(new Reply(200, changed(issuer.configuration(), key, value)));
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
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      now += duration.toNanos();
    }
  }
}
