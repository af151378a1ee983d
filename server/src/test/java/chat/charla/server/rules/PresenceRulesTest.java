package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import chat.charla.v1.Room;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Presence starts at the first {@code Open}, not at {@code Join}. */
class PresenceRulesTest {
  private final World world = new World();
  private final ScriptedClient berta = world.join("Berta");
  private final ScriptedStream watching = berta.online();

  @Test
  void aClientThatOnlyCallsIsNotAnnounced() {
    ScriptedClient script = world.join("Script");

    script.say("built");
    script.present();
    script.leave().get();
    world.moment();

    assertEquals(List.of("built"), watching.texts("lobby"));
    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void aStreamThatIsNotOpenYetIsNotPresent() {
    world.join("Ana").converse();

    world.pass(World.OPEN_TIMEOUT.minusSeconds(1));

    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void theFirstOpenIsAnnounced() {
    ScriptedClient ana = world.join("Ana");

    ScriptedStream stream = ana.open(Open.newBuilder());
    world.moment();

    assertEquals(2, stream.timeline("lobby").getUserCount(), "the count must include Ana");
    assertEquals(List.of("USER_JOINED Ana"), watching.describeEphemeral("lobby"));
    assertEquals(Presence.PRESENCE_ONLINE, berta.present().get("Ana"));
  }

  @Test
  void aLostStreamIsAnnouncedAsReconnectingAndThenAsBack() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    watching.forget();

    stream.cut();
    world.pass(World.LOSS_DELAY.plusSeconds(1));
    Presence between = berta.present().get("Ana");
    ana.online();

    assertEquals(Presence.PRESENCE_RECONNECTING, between);
    assertEquals(
        List.of("USER_RECONNECTING Ana", "USER_BACK Ana"), watching.describeEphemeral("lobby"));
  }

  /** A proxy that cuts idle connections causes such losses. The server announces none of them. */
  @Test
  void aShortLossIsNotAnnounced() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    watching.forget();

    for (int i = 0; i < 10; i++) {
      stream.cut();
      world.pass(World.LOSS_DELAY.dividedBy(2));
      stream = ana.online();
      world.pass(Duration.ofSeconds(50));
    }

    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(Presence.PRESENCE_ONLINE, berta.present().get("Ana"));
  }

  /** Each loss has its own full delay before it is announced. */
  @Test
  void anEarlierLossDoesNotShortenTheDelayOfALaterOne() {
    ScriptedClient ana = world.join("Ana");
    ana.online().cut();
    world.pass(World.LOSS_DELAY.minusSeconds(1));
    ScriptedStream second = ana.online();
    watching.forget();

    second.cut();
    world.pass(World.LOSS_DELAY.minusSeconds(1));
    List<String> before = List.copyOf(watching.describeEphemeral("lobby"));
    world.pass(Duration.ofSeconds(2));

    assertEquals(List.of(), before);
    assertEquals(List.of("USER_RECONNECTING Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void theEndOfALossThatAListHasShownIsAnnounced() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    watching.forget();

    stream.cut();
    world.moment();
    Presence between = berta.present().get("Ana");
    ana.online();

    assertEquals(Presence.PRESENCE_RECONNECTING, between);
    assertEquals(List.of("USER_BACK Ana"), watching.describeEphemeral("lobby"));
  }

  /** A member that enters during an unannounced loss gets no event about the end of the loss. */
  @Test
  void theEndOfAnUnannouncedLossIsNotAnnounced() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    stream.cut();
    world.moment();
    ScriptedStream late = world.join("Carla").online();

    ana.online();
    world.pass(World.LEASE);

    assertEquals(List.of(), late.describeEphemeral("lobby"));
  }

  @Test
  void leavingDuringAnUnannouncedLossIsAnnounced() {
    ScriptedClient ana = world.join("Ana");
    ana.online().cut();
    world.moment();
    watching.forget();

    ana.leave().get();
    world.pass(World.LEASE);

    assertEquals(List.of("USER_LEFT Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void anIdentityThatDoesNotReconnectHasLeft() {
    world.join("Ana").online().cut();
    world.pass(World.LOSS_DELAY.plusSeconds(1));
    watching.forget();

    world.pass(World.LEASE);

    assertEquals(List.of("USER_LEFT Ana"), watching.describeEphemeral("lobby"));
    assertEquals(
        UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED,
        watching.ephemeral("lobby").get(0).getUserLeft().getReason());
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void aReconnectAfterTheLeaseIsAnnouncedAsJoined() {
    ScriptedClient ana = world.join("Ana");
    ana.online().cut();
    world.pass(World.LEASE.plusSeconds(1));
    watching.forget();

    ana.online();

    assertEquals(List.of("USER_JOINED Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void aCallAfterTheLeaseDoesNotMakeTheIdentityPresent() {
    ScriptedClient ana = world.join("Ana");
    ana.online().cut();
    world.pass(World.LEASE.plusSeconds(1));
    watching.forget();

    ana.say("from a script");
    world.moment();

    assertEquals(List.of(), watching.describeEphemeral("lobby"));
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void presenceIsCountedByRoom() {
    ScriptedStream ana = world.join("Ana").online();

    ana.enter("e", "kitchen");
    ana.result("e");

    List<Room> rooms = berta.call(ListRoomsRequest.getDefaultInstance()).get().getRoomsList();
    assertEquals(
        List.of("kitchen 1 false", "lobby 2 true"),
        rooms.stream()
            .map(room -> room.getName() + " " + room.getUserCount() + " " + room.getMember())
            .toList());
  }
}
