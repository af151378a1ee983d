package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Scope;
import java.util.List;
import java.util.UUID;

/** Rosa creates an access token for a program, which uses it. Then she revokes the token. */
final class SecretAccessTokens {
  private final Secrets secrets;
  private final Leaks leaks;
  private final Clients clients;
  private final String password;

  SecretAccessTokens(Secrets secrets, Leaks leaks, Clients clients) {
    this.secrets = secrets;
    this.leaks = leaks;
    this.clients = clients;
    password = secrets.create("the password of Rosa");
  }

  /**
   * Creates, uses and revokes access tokens. Returns the password and the tokens. The server's heap
   * must not contain them afterwards, because their connections are closed.
   *
   * @param invitationCode the code with which Rosa registers
   */
  List<String> use(int port, String invitationCode) {
    AccountServiceBlockingStub stranger = calls(clients.connect());
    String session =
        stranger
            .register(
                RegisterRequest.newBuilder()
                    .setName("Rosa")
                    .setCredential(credential(password))
                    .setInvitationCode(invitationCode)
                    .setRequestId(requestId("Register"))
                    .build())
            .getJoined()
            .getSessionToken();
    secrets.add("token of Rosa", session);
    String second =
        stranger
            .logIn(
                LogInRequest.newBuilder()
                    .setName("Rosa")
                    .setCredential(credential(password))
                    .setRequestId(requestId("LogIn"))
                    .build())
            .getJoined()
            .getSessionToken();
    secrets.add("second token of Rosa", second);
    try (RawClient rosa = RawClient.connect(port).withToken(session)) {
      CreateAccessTokenResponse created = create(rosa);
      String token = secrets.add("an access token", created.getToken());
      String neverUsed = secrets.add("an access token that is not used", create(rosa).getToken());
      try (RawClient program = RawClient.connect(port).withToken(token)) {
        assertEquals("Rosa", program.whoAmI().getSelf().getName());
        leaks.searchRefusalOf(() -> program.say("a scope is missing"));
        leaks.searchRefusalOf(() -> create(program));
        RevokeSessionRequest revoke =
            RevokeSessionRequest.newBuilder().setSessionId(created.getSession().getId()).build();
        assertEquals(1, calls(rosa).revokeSession(revoke).getRevokedCount());
        leaks.searchRefusalOf(program::whoAmI);
      }
      return List.of(password, session, second, token, neverUsed);
    }
  }

  private String requestId(String call) {
    return secrets.add("request_id of a " + call, UUID.randomUUID().toString());
  }

  private CreateAccessTokenResponse create(RawClient caller) {
    return calls(caller)
        .createAccessToken(
            CreateAccessTokenRequest.newBuilder()
                .setPresent(credential(password))
                .setLabel("program")
                .addScopes(Scope.SCOPE_READ)
                .setRequestId(requestId("CreateAccessToken"))
                .build());
  }

  private static AccountServiceBlockingStub calls(RawClient caller) {
    return AccountServiceGrpc.newBlockingStub(caller.channel());
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }
}
