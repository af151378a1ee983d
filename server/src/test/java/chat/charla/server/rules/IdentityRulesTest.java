package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.WhoAmIResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An identity outlives its name: the end of the lease frees the name and changes nothing else. */
class IdentityRulesTest {
  private final World world = new World();

  @Test
  void aJoinWithTheTokenTakesTheOldNameBack() {
    ScriptedClient ana = world.join("Ana");
    world.pass(World.LEASE.multipliedBy(2));

    JoinResponse again = ana.call(ScriptedClient.asking("")).get();

    assertEquals(ana.user(), again.getSelf());
    assertEquals(ana.token(), again.getSessionToken());
  }

  @Test
  void aJoinWithTheTokenMayTakeAnotherNameAndKeepsTheId() {
    ScriptedClient ana = world.join("Ana");
    String id = ana.id();

    ana.join("Berta");

    assertEquals(id, ana.id());
    assertEquals("Berta", ana.whoAmI().get().getSelf().getName());
    assertNotEquals(id, world.join("Ana").id(), "the old name is free at once");
  }

  @Test
  void everythingButTheNameOutlivesTheLease() {
    ScriptedClient ana = world.join("Ana");
    ScriptedClient berta = world.join("Berta");
    ana.online().cut();
    world.pass(World.LEASE.plusSeconds(1));
    ScriptedClient newHolder = world.join("Ana");

    berta.call(PrivateMessages.toId("m1", ana, "for the first Ana")).get();

    assertNotEquals(ana.id(), newHolder.id());
    WhoAmIResponse self = ana.whoAmI().get();
    assertEquals(ana.id(), self.getSelf().getId());
    assertEquals("", self.getSelf().getName());
    assertEquals(List.of("lobby"), self.getRoomsList());
    assertEquals(List.of("for the first Ana"), ana.history(""));
    assertEquals(List.of(), newHolder.history(""));
  }

  @Test
  void anIdentityThatHasLostItsNameMustJoinBeforeItSends() {
    ScriptedClient ana = world.join("Ana");
    world.pass(World.LEASE.plusSeconds(1));
    world.join("Ana");

    ana.call(ScriptedClient.lobby("m1", "hello")).refused(ErrorReason.ERROR_REASON_NAME_LOST);
    ana.open(Open.newBuilder())
        .ends(ErrorReason.ERROR_REASON_NAME_LOST, Closing.Action.ACTION_REJOIN);
  }

  @Test
  void aSendRefusedForALostNameMayBeRetriedUnderAnotherName() {
    ScriptedClient ana = world.join("Ana");
    world.pass(World.LEASE.plusSeconds(1));
    world.join("Ana");
    ana.call(ScriptedClient.lobby("m1", "hello")).refused(ErrorReason.ERROR_REASON_NAME_LOST);

    ana.join("Anita");

    assertEquals(1, ana.call(ScriptedClient.lobby("m1", "hello")).get().getSequence());
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void anyCallTakesBackANameThatIsStillFree() {
    ScriptedClient ana = world.join("Ana");
    world.pass(World.LEASE.plusSeconds(1));

    WhoAmIResponse self = ana.whoAmI().get();

    assertEquals("Ana", self.getSelf().getName());
    world.stranger().nameTaken("ana");
  }

  @Test
  void leavingFreesTheNameAndEndsTheSession() {
    ScriptedClient ana = world.join("Ana");
    String id = ana.id();

    ana.leave().get();

    assertNotEquals(id, world.join("Ana").id());
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    world.restart();
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertFalse(world.onDisk().hasInbox(id), "the inbox is deleted with its identity");
  }

  @Test
  void anIdentityThatIsRefusedAnotherNameKeepsItsOwn() {
    ScriptedClient ana = world.join("Ana");
    world.join("Berta");

    ana.nameTaken("berta");

    assertEquals("Ana", ana.whoAmI().get().getSelf().getName());
    world.stranger().nameTaken("Ana");
  }

  @Test
  void aNameIsTheSameInAnotherCase() {
    ScriptedClient ana = world.join("Ana");

    ana.join("ANA");
    world.restart();

    assertEquals("ANA", ana.whoAmI().get().getSelf().getName());
    world.stranger().nameTaken("ana");
  }

  @Test
  void aRenameIsAnnouncedInTheRoom() {
    ScriptedClient ana = world.join("Ana");
    ScriptedClient berta = world.join("Berta");
    ana.online();
    ScriptedStream watching = berta.online();
    watching.forget();

    ana.join("Anita");
    world.moment();

    assertEquals(List.of("USER_RENAMED Anita"), watching.describeEphemeral("lobby"));
    assertEquals("Ana", watching.ephemeral("lobby").get(0).getUserRenamed().getPreviousName());
  }
}
