package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.server.process.Clients;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.ResetPasswordRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator and two users, Olga and Dora, send passwords, recovery codes and tokens, both right
 * and wrong ones.
 */
final class SecretPasswords {
  private final Secrets secrets;
  private final Leaks leaks;
  private final Clients clients;
  private final String password;
  private final String newPassword;
  private final String wrongPassword;
  private final String wrongCode;
  private final List<String> codes = new ArrayList<>();

  SecretPasswords(Secrets secrets, Leaks leaks, Clients clients) {
    this.secrets = secrets;
    this.leaks = leaks;
    this.clients = clients;
    password = secrets.create("a password");
    newPassword = secrets.create("a new password");
    wrongPassword = secrets.create("a wrong password");
    wrongCode = secrets.create("a wrong recovery code");
  }

  /** All passwords and recovery codes that the server has got or made. */
  List<String> all() {
    List<String> all = new ArrayList<>(codes);
    all.addAll(List.of(password, newPassword, wrongPassword, wrongCode));
    return all;
  }

  /**
   * An operator creates an account, and its owner sets a password. Then the operator administers
   * the account further.
   */
  void administer(Path data) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    secrets.add(Leaks.ADMIN_TOKEN, token);
    AdminServiceBlockingStub operator =
        AdminServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    AccountServiceBlockingStub owner =
        AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    CreateAccountResponse created =
        operator.createAccount(CreateAccountRequest.newBuilder().setName("Olga").build());
    String id = created.getAccount().getUser().getId();
    String code = created.getRecoveryCode().getCode();
    addCode("a recovery code", code);
    ResetPasswordRequest.Builder reset =
        ResetPasswordRequest.newBuilder().setName("Olga").setNewPassword(password);
    leaks.searchRefusalOf(() -> owner.resetPassword(reset.setRecoveryCode(wrongCode).build()));
    leaks.searchRefusalOf(
        () ->
            owner.resetPassword(
                reset.setRecoveryCode(code).setNewPassword(password.repeat(20)).build()));
    assertTrue(owner.resetPassword(reset.setNewPassword(password).build()).isInitialized());
    LogInRequest logIn =
        LogInRequest.newBuilder()
            .setName("Olga")
            .setCredential(Credential.newBuilder().setPassword(password))
            .build();
    secrets.add("token of Olga", owner.logIn(logIn).getJoined().getSessionToken());
    assertTrue(
        operator
            .suspendAccount(SuspendAccountRequest.newBuilder().setUserId(id).build())
            .hasAccount());
    leaks.searchRefusalOf(() -> owner.logIn(logIn));
    addCode(
        "a second recovery code",
        operator
            .createRecoveryCode(CreateRecoveryCodeRequest.newBuilder().setUserId(id).build())
            .getRecoveryCode()
            .getCode());
    leaks.searchRefusalOf(
        () -> operator.renameUser(RenameUserRequest.newBuilder().setUserId(wrongPassword).build()));
    leaks.searchText(
        "the list of accounts",
        operator.listAccounts(ListAccountsRequest.getDefaultInstance()).toString());
  }

  /**
   * Sends right and wrong passwords, and sets new ones.
   *
   * @param code an invitation code for more than one account
   */
  void useAccounts(String code) {
    AccountServiceBlockingStub calls =
        AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    RegisterRequest register =
        RegisterRequest.newBuilder()
            .setName("Dora")
            .setCredential(credential(password))
            .setInvitationCode(code)
            .build();
    String token = calls.register(register).getJoined().getSessionToken();
    secrets.add("token of Dora", token);
    leaks.searchRefusalOf(() -> calls.register(register));
    leaks.searchRefusalOf(() -> calls.register(register.toBuilder().setName(password).build()));
    leaks.searchRefusalOf(
        () ->
            calls.register(
                register.toBuilder()
                    .setName("Eva")
                    .setCredential(credential("\t" + password))
                    .build()));
    LogInRequest logIn =
        LogInRequest.newBuilder().setName("Dora").setCredential(credential(password)).build();
    secrets.add("second token of Dora", calls.logIn(logIn).getJoined().getSessionToken());
    leaks.searchRefusalOf(
        () -> calls.logIn(logIn.toBuilder().setCredential(credential(wrongPassword)).build()));
    leaks.searchRefusalOf(() -> calls.logIn(logIn.toBuilder().setName(wrongPassword).build()));
    leaks.searchRefusalOf(
        () ->
            calls.logIn(logIn.toBuilder().setCredential(credential(password.repeat(99))).build()));
    AccountServiceBlockingStub dora =
        AccountServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    leaks.searchRefusalOf(
        () ->
            AccountServiceGrpc.newBlockingStub(clients.connect().channel())
                .changePassword(change(password, newPassword)));
    leaks.searchRefusalOf(() -> dora.changePassword(change(wrongPassword, newPassword)));
    leaks.searchRefusalOf(() -> dora.deleteAccount(deletion(wrongPassword)));
    assertEquals(1, dora.changePassword(change(password, newPassword)).getRevokedCount());
  }

  private void addCode(String name, String code) {
    codes.add(secrets.add(name, code));
    codes.add(secrets.add(name + " without hyphens", code.replace("-", "")));
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private static ChangePasswordRequest change(String present, String next) {
    return ChangePasswordRequest.newBuilder()
        .setPresent(credential(present))
        .setNewPassword(next)
        .build();
  }

  private static DeleteAccountRequest deletion(String present) {
    return DeleteAccountRequest.newBuilder().setPresent(credential(present)).build();
  }
}
