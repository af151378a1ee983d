package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.server.process.Clients;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.Credential;
import chat.charla.v1.ListInvitationsRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RevokeInvitationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An operator and a member create invitation codes. Others register with these codes, and with
 * wrong ones.
 */
final class SecretInvitations {
  private final Secrets secrets;
  private final Leaks leaks;
  private final Clients clients;

  SecretInvitations(Secrets secrets, Leaks leaks, Clients clients) {
    this.secrets = secrets;
    this.leaks = leaks;
    this.clients = clients;
  }

  /** A code of the operator for several accounts. */
  String code(Path data) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    AdminServiceBlockingStub operator =
        AdminServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    CreateInvitationRequest request =
        CreateInvitationRequest.newBuilder().setUses(5).setNote("for the test").build();
    String code = added("an invitation code", operator.createInvitation(request));
    leaks.searchText(
        "the list of invitations",
        operator
            .listInvitations(chat.charla.admin.v1.ListInvitationsRequest.getDefaultInstance())
            .toString());
    leaks.searchRefusalOf(
        () -> operator.createInvitation(request.toBuilder().setNote(code.repeat(9)).build()));
    return code;
  }

  private String added(String name, CreateInvitationResponse created) {
    return added(name, created.getInvitationCode());
  }

  private String added(String name, String code) {
    secrets.add(name + " without hyphens", code.replace("-", ""));
    return secrets.add(name, code);
  }

  /**
   * Rita registers with the code, and creates another invitation and revokes it. The server refuses
   * wrong and revoked codes.
   */
  void invite(String code) {
    AccountServiceBlockingStub stranger =
        AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    RegisterRequest.Builder register =
        RegisterRequest.newBuilder()
            .setName("Rita")
            .setCredential(
                Credential.newBuilder().setPassword(secrets.create("the password of Rita")));
    String wrong = secrets.create("a wrong invitation code");
    leaks.searchRefusalOf(() -> stranger.register(register.setInvitationCode(wrong).build()));
    leaks.searchRefusalOf(
        () -> stranger.register(register.setInvitationCode(wrong.repeat(9)).build()));
    String token =
        secrets.add(
            "token of Rita",
            stranger
                .register(register.setInvitationCode(code).build())
                .getJoined()
                .getSessionToken());
    AccountServiceBlockingStub rita =
        AccountServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    var created =
        rita.createInvitation(
            chat.charla.v1.CreateInvitationRequest.newBuilder().setNote("for a friend").build());
    added("an invitation code of a member", created.getInvitationCode());
    leaks.searchText(
        "the invitations of a member",
        rita.listInvitations(ListInvitationsRequest.getDefaultInstance()).toString());
    RevokeInvitationRequest revoke =
        RevokeInvitationRequest.newBuilder()
            .setInvitationId(created.getInvitation().getId())
            .build();
    assertEquals(1, rita.revokeInvitation(revoke).getRevokedCount());
    leaks.searchRefusalOf(
        () ->
            stranger.register(
                register.setName("Tina").setInvitationCode(created.getInvitationCode()).build()));
  }
}
