package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator suspends an account, and ends the suspension. */
class SuspensionRulesTest extends UserAdministrationFixture {
  @Test
  void aSuspendedAccountHasNoSessionsAndKeepsItsName() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    ScriptedStream stream = ana.online();

    SuspendAccountResponse suspended = suspend(ana, null).get();

    assertEquals(2, suspended.getEndedCount());
    assertTrue(suspended.getAccount().hasSuspension());
    assertFalse(suspended.getAccount().getSuspension().hasEndTime());
    stream.ends(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Closing.Action.ACTION_STOP);
    phone.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    world.restart();
    phone.converse().ends(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Closing.Action.ACTION_STOP);
    ScriptedClient stranger = world.stranger();
    logIn(stranger, "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    logIn(stranger, "Ana", "a wrong password").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    stranger.nameTaken("Ana");

    call(
            AdminServiceGrpc.getResumeAccountMethod(),
            ResumeAccountRequest.newBuilder().setUserId(ana.id()).build())
        .get();

    phone.whoAmI().refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    assertEquals(ana.user(), logIn(stranger, "Ana", PASSWORD).get().getJoined().getSelf());
  }

  /** An account that has just been created would otherwise expire when it is silent for long. */
  @Test
  void aSuspendedAccountDoesNotExpire() {
    suspend(ana, null).get();

    world.pass(World.LIFETIME.multipliedBy(2));

    assertTrue(info(ana.id()).hasSuspension());
    world.stranger().nameTaken("Ana");
  }

  @Test
  void aSuspensionEndsByItself() {
    SuspendAccountResponse suspended = suspend(ana, Duration.ofDays(2)).get();
    long end = suspended.getAccount().getSuspension().getEndTime().getSeconds();
    long begin = suspended.getAccount().getSuspension().getCreateTime().getSeconds();
    assertEquals(Duration.ofDays(2).toSeconds(), end - begin);
    world.pass(Duration.ofDays(2).minusMinutes(1));
    logIn(world.stranger(), "Ana", PASSWORD).refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);

    world.pass(Duration.ofMinutes(2));

    logIn(world.stranger(), "Ana", PASSWORD).get();
    assertFalse(info(ana.id()).hasSuspension());
  }

  /** The password is being checked when the operator suspends the account. */
  @Test
  void aLogInThatHasBegunIsRefusedAfterASuspension() {
    Reply<?> logIn = logIn(world.stranger(), "Ana", PASSWORD);
    Reply<?> suspension = suspend(ana, null);

    logIn.refused(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED);
    suspension.get();
    assertEquals(List.of(), sessions(ana.id()));
  }

  @Test
  void aSuspensionNeedsAValidDuration() {
    for (Duration duration : List.of(Duration.ZERO, Duration.ofDays(3651), Duration.ofDays(-1))) {
      suspend(ana, duration).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    }
    ana.whoAmI().get();
  }
}
