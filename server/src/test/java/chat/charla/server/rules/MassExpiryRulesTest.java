package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.RecordedLog;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * If more than 100 identities, and more than a tenth of all, expire together, they are kept for
 * another day.
 */
class MassExpiryRulesTest {
  /** The server looks for expired identities once an hour. */
  private static final Duration TWO_CHECKS = Duration.ofHours(2);

  private static final Duration FIVE_HOURS = Duration.ofHours(5);

  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.identity.MassExpiry");

  private final World world = new World();

  @Test
  void manyExpiredIdentitiesAreKeptForAnotherDayAndTheOperatorIsToldOnce() {
    List<ScriptedClient> many = join(103);
    world.pass(World.LIFETIME.plus(World.MASS_EXPIRY_DELAY).minus(TWO_CHECKS));
    many.get(0).whoAmI().get();
    assertEquals(103, world.onDisk().inboxes());

    world.pass(TWO_CHECKS.multipliedBy(2));

    many.get(1).whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    many.get(0).whoAmI().get();
    assertEquals(1, world.onDisk().inboxes());
    assertEquals(
        List.of(
            "WARNING 103 of 103 identities and sessions have expired together; they are kept for"
                + " 86,400 s more (--mass-expiry-delay). To keep them after that, restart"
                + " with a longer --identity-lifetime. To end them at once, restart with"
                + " --mass-expiry-delay 0s"),
        log.lines().all());
  }

  /**
   * Sessions of accounts are delayed too: otherwise an identity lifetime that the operator has set
   * too short by mistake would log all users out.
   */
  @Test
  void manySessionsOfAccountsAreKeptForAnotherDay() {
    List<ScriptedClient> many = new ArrayList<>();
    for (int i = 0; i < 103; i++) {
      many.add(world.stranger().registered("user" + i));
    }
    world.pass(Duration.ofHours(25));
    many.forEach(each -> each.whoAmI().get());
    world.pass(World.LIFETIME.plus(World.MASS_EXPIRY_DELAY).minus(TWO_CHECKS));

    many.get(0).whoAmI().get();
    world.pass(TWO_CHECKS.multipliedBy(2));

    many.get(1).whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    many.get(0).whoAmI().get();
    assertEquals(103, world.onDisk().inboxes(), "the sessions end, the accounts continue to exist");
  }

  @Test
  void restartsDoNotBeginTheDelayAgain() {
    join(103);
    world.pass(World.LIFETIME.plus(TWO_CHECKS));

    for (int run = 0; run < 4; run++) {
      world.restart();
      world.pass(FIVE_HOURS);
    }
    assertEquals(103, world.onDisk().inboxes());

    world.restart();
    world.pass(FIVE_HOURS);
    assertEquals(0, world.onDisk().inboxes());
    assertEquals(
        6,
        log.lines().all().size(),
        "each of the 6 processes logs the mass expiry once, and nothing is logged after the"
            + " identities have ended");
  }

  @Test
  void aSecondMassExpiryIsAlsoDelayedByADay() {
    join(103);
    world.pass(World.LIFETIME.plus(World.MASS_EXPIRY_DELAY).plus(TWO_CHECKS));
    assertEquals(0, world.onDisk().inboxes());
    world.pass(TWO_CHECKS);

    join(103);
    world.restart();
    world.pass(World.LIFETIME.plus(World.MASS_EXPIRY_DELAY).minus(TWO_CHECKS));
    assertEquals(103, world.onDisk().inboxes());

    world.pass(TWO_CHECKS.multipliedBy(2));
    assertEquals(0, world.onDisk().inboxes());
  }

  @Test
  void aHundredEndWithoutDelay() {
    join(100);

    world.pass(World.LIFETIME.plus(TWO_CHECKS));

    assertEquals(0, world.onDisk().inboxes());
    assertEquals(List.of(), log.lines().all());
  }

  @Test
  void aTenthOfAllEndsWithoutDelay() {
    World large = world.maxIdentities(3000);
    join(110);
    large.pass(TWO_CHECKS.multipliedBy(2));
    join(1000);

    large.pass(World.LIFETIME.minus(TWO_CHECKS));

    assertEquals(1000, world.onDisk().inboxes());
    assertEquals(List.of(), log.lines().all());
  }

  private List<ScriptedClient> join(int count) {
    List<ScriptedClient> joined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      joined.add(world.join("user" + world.onDisk().inboxes()));
    }
    return joined;
  }
}
