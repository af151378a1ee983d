package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogOutRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.UserKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Accounts leave places for guests. An account that is not used later than a day after its
 * registration expires.
 */
class AccountLimitRulesTest {
  private static final Duration LATER = Duration.ofHours(25);

  /** The server looks for expired accounts once an hour. */
  private static final Duration TWO_CHECKS = Duration.ofHours(2);

  private final World world = new World().maxIdentities(10).maxAccounts(5);

  @Test
  void accountsLeavePlacesForGuests() {
    ScriptedClient first = world.stranger().registered("Account1");
    for (int i = 2; i <= 5; i++) {
      world.stranger().registered("Account" + i);
    }

    assertNotNull(
        world
            .stranger()
            .register("Ana")
            .refused(ErrorReason.ERROR_REASON_SERVER_FULL)
            .retryDelay());
    ScriptedClient ana = world.join("Ana");
    ana.register("").refused(ErrorReason.ERROR_REASON_SERVER_FULL);
    assertEquals(UserKind.USER_KIND_GUEST, ana.whoAmI().get().getSelf().getKind());

    first
        .account(
            AccountServiceGrpc.getDeleteAccountMethod(),
            DeleteAccountRequest.newBuilder().setPresent(password(PASSWORD)).build())
        .get();
    ana.register("").get();
    world.restart();
    world.stranger().register("Berta").refused(ErrorReason.ERROR_REASON_SERVER_FULL);
  }

  /** The check before a password is hashed does not see the accounts that are being hashed. */
  @Test
  void registrationsAtTheSameTimeDoNotExceedTheLimit() {
    for (int i = 1; i <= 4; i++) {
      world.stranger().registered("Account" + i);
    }
    ScriptedClient guest = world.join("Ana");

    Reply<RegisterResponse> promoted = guest.register("");
    Reply<RegisterResponse> created = world.stranger().register("Berta");

    assertTrue(promoted.succeeds() != created.succeeds(), "one place was free");
  }

  @Test
  void theLastTenthIsForAddressesThatHaveCreatedFewAccounts() {
    World large = new World().maxAccounts(100);
    for (int i = 1; i <= 90; i++) {
      large.protectedStrangerFrom("192.0.2.1").registered("Account" + i);
    }

    large
        .protectedStrangerFrom("192.0.2.1")
        .register("Ana")
        .refused(ErrorReason.ERROR_REASON_SERVER_FULL);
    large.protectedStrangerFrom("192.0.2.2").registered("Ana");
  }

  @Test
  void anAccountThatIsNotUsedAgainExpiresLikeAGuest() {
    ScriptedClient ana = world.stranger().registered("Ana");
    ana.online().cut();
    world.pass(Duration.ofHours(5));
    world.stranger().logIn("Ana").get();
    world.restart();

    world.pass(World.LIFETIME.minus(TWO_CHECKS));
    world.stranger().nameTaken("Ana");
    world.pass(Duration.ofDays(1));

    world.stranger().logIn("Ana").refused(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    assertFalse(world.onDisk().hasIdentity(ana.id()));
    assertFalse(world.onDisk().hasInbox(ana.id()));
    world.join("Ana");
  }

  @Test
  void anAccountThatIsUsedOnALaterDayLasts() {
    ScriptedClient ana = world.stranger().registered("Ana");
    world.pass(LATER);
    ana.whoAmI().get();
    world.pass(TWO_CHECKS);
    world.restart();

    world.pass(World.LIFETIME.multipliedBy(3));

    assertEquals(ana.id(), world.stranger().loggedIn("Ana").id());
  }

  @Test
  void aLogInAlsoCountsAsUse() {
    ScriptedClient ana = world.stranger().registered("Ana");
    world.pass(LATER);
    world
        .stranger()
        .loggedIn("Ana")
        .account(AccountServiceGrpc.getLogOutMethod(), LogOutRequest.getDefaultInstance())
        .get();

    world.pass(World.LIFETIME.multipliedBy(3));

    assertEquals(ana.id(), world.stranger().loggedIn("Ana").id());
  }

  @Test
  void anAccountWithAStreamLasts() {
    ScriptedClient ana = world.stranger().registered("Ana");
    ScriptedStream stream = ana.online();

    world.pass(World.LIFETIME.multipliedBy(2));
    assertTrue(stream.isLive());
    stream.cut();
    world.pass(World.LIFETIME.multipliedBy(2));

    assertEquals(ana.id(), world.stranger().loggedIn("Ana").id());
  }
}
