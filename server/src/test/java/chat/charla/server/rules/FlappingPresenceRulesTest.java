package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateSettings;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A room gets 10 events about one identity's presence at once, then the newest ones every 30 s. */
class FlappingPresenceRulesTest {
  private static final int BURST = 10;
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final List<String> ROOMS =
      List.of("lobby", "kitchen", "garden", "attic", "cellar", "hall");

  /** {@link #report} computes the traffic of a room with this number of members. */
  private static final int MEMBERS = 190;

  private final World world = new World().rates(RateSettings.DEFAULT);
  private final ScriptedClient berta = world.join("Berta");
  private final ScriptedStream watching = berta.online();

  /**
   * After each loss, another session lists the users. The server has to announce the end of a loss
   * that was listed, however short the loss was.
   */
  @Test
  @Tag("fault:flapping-presence")
  void sessionsThatReconnectAgainAndAgainCauseFewEvents() {
    int sessions = 10;
    Duration time = Duration.ofSeconds(20);
    enter(watching, ROOMS);
    List<ScriptedClient> flapping = new ArrayList<>();
    List<ScriptedStream> streams = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      ScriptedClient client = world.join("Flapping-" + i);
      ScriptedStream stream = client.online();
      enter(stream, ROOMS);
      flapping.add(client);
      streams.add(stream);
    }
    ScriptedClient listing = world.join("Listing");
    world.pass(INTERVAL.multipliedBy(BURST));
    watching.forget();

    // A session may open 20 streams a second, not more.
    for (long round = 0; round < 20 * time.toSeconds(); round++) {
      streams.forEach(ScriptedStream::cut);
      world.pass(Duration.ofMillis(10));
      listing.present();
      for (int i = 0; i < sessions; i++) {
        streams.set(i, flapping.get(i).open(Open.newBuilder()));
      }
      world.pass(Duration.ofMillis(30));
    }

    report(sessions + " sessions that reconnect", time);
    for (String room : ROOMS) {
      int events = watching.ephemeral(room).size();
      assertTrue(events >= sessions * BURST, () -> events + " events in " + room);
      assertTrue(events <= sessions * mostEvents(time), () -> events + " events in " + room);
    }
  }

  @Test
  void aSessionThatEntersAndLeavesAgainAndAgainCausesFewEvents() {
    ScriptedStream stream = world.join("Ana").online();
    Duration time = Duration.ofSeconds(60);
    watching.forget();

    for (int round = 0; round < 600; round++) {
      stream.leave("", "lobby");
      stream.enter("", "lobby");
      world.pass(Duration.ofMillis(100));
    }

    report("a session that enters and leaves", time);
    int told = watching.describeEphemeral("lobby").size();
    assertTrue(told <= mostEvents(time), () -> told + " events");
  }

  @Test
  void aSessionThatRenamesAgainAndAgainCausesFewEvents() {
    World unlimited = new World();
    ScriptedStream seeing = unlimited.join("Berta").online();
    ScriptedClient ana = unlimited.join("Ana");
    ana.online();
    seeing.forget();

    for (int i = 1; i <= 100; i++) {
      ana.join("Ana" + i);
    }
    unlimited.pass(INTERVAL);

    List<Event> told = seeing.ephemeral("lobby");
    assertTrue(told.size() <= mostEvents(INTERVAL), () -> told.size() + " events");
    Event last = told.get(told.size() - 1);
    assertEquals("Ana100", last.getActor().getName());
    assertEquals("Ana99", last.getUserRenamed().getPreviousName());
  }

  @Test
  void aReconnectThatWasHeldBackIsAnnouncedInTheEnd() {
    ScriptedClient ana = world.join("Ana");
    flap(ana, ana.online());
    watching.forget();

    world.pass(INTERVAL);

    assertEquals(List.of("USER_BACK Ana"), watching.describeEphemeral("lobby"));
    assertEquals(Presence.PRESENCE_ONLINE, berta.present().get("Ana"));
  }

  @Test
  void aLossIsListedAtOnceAndAnnouncedInTheEnd() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = flap(ana, ana.online());
    world.pass(INTERVAL);
    watching.forget();

    stream.cut();
    world.moment();
    Presence listed = berta.present().get("Ana");
    world.pass(World.LOSS_DELAY);
    List<String> atFirst = watching.describeEphemeral("lobby");
    world.pass(INTERVAL);

    assertEquals(Presence.PRESENCE_RECONNECTING, listed);
    assertEquals(List.of(), atFirst);
    assertEquals(List.of("USER_RECONNECTING Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void anIdentityThatDoesNotReconnectIsAnnouncedAsLeftInTheEnd() {
    ScriptedClient ana = world.join("Ana");
    flap(ana, ana.online()).cut();
    world.moment();

    world.pass(World.LEASE.plus(INTERVAL));

    List<String> told = watching.describeEphemeral("lobby");
    assertEquals("USER_LEFT Ana", told.get(told.size() - 1));
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
  }

  @Test
  void anIdentityThatLeavesTheChatIsAnnouncedAsLeftInTheEnd() {
    ScriptedClient ana = world.join("Ana");
    flap(ana, ana.online());
    watching.forget();

    ana.leave().get();
    world.moment();
    Map<String, Presence> listed = berta.present();
    List<String> atFirst = watching.describeEphemeral("lobby");
    world.pass(INTERVAL);

    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), listed);
    assertEquals(List.of(), atFirst);
    assertEquals(
        List.of("USER_LEFT Ana"), watching.describeEphemeral("lobby"), "USER_BACK must be dropped");
  }

  /**
   * Events about a loss, a new name, leaving and entering are held back. Two of them give the final
   * state.
   */
  @Test
  void onlyTheNewestEventOfEachKindIsSent() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = flap(ana, ana.online());
    stream.leave("l", "lobby");
    stream.result("l");
    stream.enter("e", "lobby");
    stream.result("e");
    ana.join("Anita");
    watching.forget();

    world.pass(INTERVAL);

    assertEquals(
        List.of("USER_JOINED Ana", "USER_RENAMED Anita"), watching.describeEphemeral("lobby"));
  }

  /** Only the flapping identity's events in this one room are held back. */
  @Test
  void otherIdentitiesAndOtherRoomsAreAnnouncedAtOnce() {
    enter(watching, List.of("kitchen"));
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = ana.online();
    world.pass(INTERVAL.multipliedBy(BURST));
    for (int i = 0; i < BURST; i++) {
      stream.leave("", "lobby");
      stream.enter("", "lobby");
    }
    world.moment();
    watching.forget();

    enter(stream, List.of("kitchen"));
    world.join("Carla").online();

    assertEquals(List.of("USER_JOINED Ana"), watching.describeEphemeral("kitchen"));
    assertEquals(List.of("USER_JOINED Carla"), watching.describeEphemeral("lobby"));
  }

  @Test
  void anIdentityThatHasBeenQuietIsAnnouncedAtOnceAgain() {
    ScriptedClient ana = world.join("Ana");
    ScriptedStream stream = flap(ana, ana.online());
    world.pass(INTERVAL.multipliedBy(BURST + 1));
    watching.forget();

    for (int i = 0; i < BURST / 2; i++) {
      stream.leave("", "lobby");
      stream.enter("", "lobby");
    }
    world.moment();

    assertEquals(BURST, watching.describeEphemeral("lobby").size());
  }

  /**
   * The user count replaces the events that are held back. Those events would be out of date when
   * the room is small again.
   */
  @Test
  void aRoomThatBecomesLargeGetsTheUserCountAndNoEventThatWasHeldBack() {
    World crowded = new World().maxPresenceDetail(3);
    ScriptedStream seeing = crowded.join("Berta").online();
    ScriptedClient ana = crowded.join("Ana");
    ScriptedStream stream = ana.online();
    for (int i = 0; i < BURST; i++) {
      stream.leave("", "lobby");
      stream.enter("", "lobby");
    }
    stream.leave("held", "lobby");
    stream.result("held");
    crowded.moment();
    ScriptedClient carla = crowded.join("Carla");
    carla.online();
    ScriptedClient dora = crowded.join("Dora");
    dora.online();
    seeing.forget();

    stream.enter("fourth", "lobby");
    stream.result("fourth");
    crowded.pass(Duration.ofSeconds(2));
    carla.leave().get();
    crowded.pass(INTERVAL);

    assertEquals(
        List.of("USER_COUNT_CHANGED ", "USER_LEFT Carla"), seeing.describeEphemeral("lobby"));
  }

  /**
   * Cuts and reopens the stream until events are held back. Lists the users after each loss, so
   * that its end is announced. The last event that is held back is USER_BACK.
   */
  private ScriptedStream flap(ScriptedClient client, ScriptedStream first) {
    ScriptedStream stream = first;
    for (int i = 0; i <= BURST; i++) {
      stream.cut();
      world.pass(Duration.ofMillis(20));
      berta.present();
      stream = client.online();
    }
    return stream;
  }

  private void enter(ScriptedStream stream, List<String> rooms) {
    rooms.forEach(
        room -> {
          stream.enter(room, room);
          stream.result(room);
        });
    world.moment();
  }

  /** The highest number of events about one identity that a room may get in this time. */
  private static long mostEvents(Duration time) {
    return BURST + 3 * (time.dividedBy(INTERVAL) + 1);
  }

  private void report(String what, Duration time) {
    long events = watching.batches().stream().mapToLong(batch -> batch.getEventsCount()).sum();
    long bytes =
        watching.frames().stream()
            .filter(ConverseResponse::hasBatch)
            .mapToLong(ConverseResponse::getSerializedSize)
            .sum();
    System.out.printf(
        "%s: %d events in %d s for each member, %d kB/s for all %d members%n",
        what, events, time.toSeconds(), bytes * MEMBERS / time.toSeconds() / 1000, MEMBERS);
  }
}
