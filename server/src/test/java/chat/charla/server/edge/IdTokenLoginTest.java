package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.RecordedLog;
import chat.charla.server.oidc.TestIssuer;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins at a server whose issuer is another server on this machine, over real connections. */
class IdTokenLoginTest {
  @RegisterExtension final RecordedLog log = new RecordedLog("chat.charla");

  @TempDir private Path data;
  @AutoClose private TestIssuer issuer;
  @AutoClose private RunningServer server;
  @AutoClose private RawClient stranger;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    server = RunningServer.with(data, config -> config.oidc(issuer.issuer()));
    stranger = RawClient.connect(server.port());
  }

  @Test
  void aUserOfTheIssuerRegistersAndLogsIn() {
    assertEquals(
        issuer.url(),
        accounts()
            .getLoginOptions(GetLoginOptionsRequest.getDefaultInstance())
            .getIssuers(0)
            .getIssuer());
    String token = issuer.token("a7");
    refused(token).is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NOT_REGISTERED);
    RawClient ana =
        stranger.as(
            accounts()
                .register(
                    RegisterRequest.newBuilder()
                        .setName("Ana")
                        .setCredential(credential(token))
                        .build())
                .getJoined());

    assertEquals(ana.user(), logIn(issuer.token("a7")).getJoined().getSelf());
    assertEquals(1, issuer.fetches());
  }

  /** A program such as fail2ban would ban users whose id tokens have expired. */
  @Test
  void aRefusedIdTokenIsNotLoggedAsAWrongPassword() throws IOException {
    try (TestIssuer another = new TestIssuer()) {
      refused(another.token("a7"))
          .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    LogInRequest guess =
        LogInRequest.newBuilder()
            .setName("Nadie")
            .setCredential(Credential.newBuilder().setPassword("a wrong password"))
            .build();
    assertThrows(StatusRuntimeException.class, () -> accounts().logIn(guess));

    log.lines().await("the wrong password", line -> line.contains("password"));
    assertEquals(
        List.of("INFO A wrong name or password came from 127.0.0.1"),
        log.lines().all().stream().filter(line -> line.contains("password")).toList());
  }

  @Test
  void anotherKeyIsRefusedAndAnIssuerThatIsDownIsNamed() throws IOException {
    try (TestIssuer another = new TestIssuer()) {
      refused(another.token("a7"))
          .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    issuer.close();

    refused(issuer.token("a7"))
        .is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_ISSUER_UNAVAILABLE);
    stranger.join("Guest").say("the chat goes on");
  }

  private Refusal refused(String token) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> logIn(token));
    return Refusal.of(failure.getStatus(), failure.getTrailers());
  }

  private LogInResponse logIn(String token) {
    return accounts().logIn(LogInRequest.newBuilder().setCredential(credential(token)).build());
  }

  private AccountServiceBlockingStub accounts() {
    return AccountServiceGrpc.newBlockingStub(stranger.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static Credential credential(String token) {
    return Credential.newBuilder().setOidcIdToken(token).build();
  }
}
