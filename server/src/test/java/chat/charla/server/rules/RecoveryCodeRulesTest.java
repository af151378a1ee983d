package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ResetPasswordResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The operator makes a recovery code, with which the owner of an account sets a password. */
class RecoveryCodeRulesTest extends UserAdministrationFixture {
  private static final String OTHER = "another good password";

  @Test
  void aRecoveryCodeSetsAPasswordOnceAndEndsAllSessions() {
    ScriptedStream stream = ana.online();
    String code = code(ana.id());
    ana.whoAmI().get();
    logIn(world.stranger(), "Ana", PASSWORD).get();
    world.restart();
    ScriptedClient owner = world.stranger();

    reset(owner, "ana", code.toUpperCase(Locale.ROOT).replace('-', ' '), OTHER).get();

    assertFalse(stream.isLive());
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_REVOKED);
    logIn(owner, "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(ana.user(), logIn(owner, "Ana", OTHER).get().getJoined().getSelf());
    reset(owner, "Ana", code, PASSWORD).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertFalse(info(ana.id()).hasRecoveryExpireTime());
  }

  @Test
  void twoResetsWithOneCodeSetOnePassword() {
    String code = code(ana.id());
    Reply<ResetPasswordResponse> first = reset(world.stranger(), "Ana", code, OTHER);
    Reply<ResetPasswordResponse> second = reset(world.stranger(), "Ana", code, OTHER + "!");

    assertNotEquals(first.succeeds(), second.succeeds());
  }

  @Test
  void aRecoveryCodeIsForOneAccountAndADay() {
    world.stranger().registered("Berta");
    String code = code(ana.id());
    ScriptedClient owner = world.stranger();
    for (String name : List.of("Berta", "Nadie", "", "x".repeat(5000))) {
      reset(owner, name, code, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    for (String wrong : List.of("", "guess", code + "0", "x".repeat(100_000))) {
      reset(owner, "Ana", wrong, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    }
    reset(owner, "Ana", code, "short").refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID);
    world.pass(Duration.ofHours(24));

    reset(owner, "Ana", code, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    ana.whoAmI().get();
  }

  @Test
  void anotherCodeReplacesTheFirst() {
    String first = code(ana.id());
    String second = code(ana.id());

    reset(world.stranger(), "Ana", first, OTHER).refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    reset(world.stranger(), "Ana", second, OTHER).get();
  }

  private String code(String id) {
    return call(
            AdminServiceGrpc.getCreateRecoveryCodeMethod(),
            CreateRecoveryCodeRequest.newBuilder().setUserId(id).build())
        .get()
        .getRecoveryCode()
        .getCode();
  }
}
