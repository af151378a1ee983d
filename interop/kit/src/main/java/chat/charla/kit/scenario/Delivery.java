package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Scenarios about order, resumption and cursors. */
final class Delivery {
  private Delivery() {}

  static List<Scenario> all() {
    return List.of(
        cutMidBatch(),
        cutBeforeFirstEvent(),
        resultAdvancesNoCursor(),
        ephemeralMovesNoCursor(),
        inboxHasCursor(),
        everyRoomHasCursor(),
        leftRoomHasNoCursor(),
        gapTrimmed(),
        restoredBackup(),
        newEpoch(),
        lostReset());
  }

  private static Scenario cutMidBatch() {
    return Scenario.of(
        4,
        "cut-mid-batch",
        "A stream resumes after the last event that arrived, even in the middle of a batch",
        "updates its cursor only when it has caught up",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          AtomicInteger cuts = new AtomicInteger();
          stage.follow(
              new ChatterBeforeFirstStream(stage, luis, 60) {
                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  boolean batch =
                      call.method().equals("Converse")
                          && ContractCalls.response(message).getBatch().getEventsCount() > 1;
                  if (!batch || cuts.get() == 3) {
                    call.toClient(message);
                    return;
                  }
                  cuts.incrementAndGet();
                  ContractCalls.inject(call, firstHalf(ContractCalls.response(message)));
                  call.cut();
                }
              });
          ClientProcess ana = stage.start("Ana");
          ana.awaitReached("lobby", 60);
          Failure.unless(cuts.get() == 3, "the kit could cut only %d batches", cuts.get());
          expectMessages(ana, "lobby", 1, 60);
        });
  }

  private static ConverseResponse firstHalf(ConverseResponse frame) {
    List<Event> events = frame.getBatch().getEventsList();
    return ConverseResponse.newBuilder()
        .setBatch(EventBatch.newBuilder().addAllEvents(events.subList(0, events.size() / 2)))
        .build();
  }

  private static Scenario cutBeforeFirstEvent() {
    return Scenario.of(
        4,
        "cut-before-first-event",
        "Delivery starts after `Ready.resume_after`, not at the head",
        "takes the head in `Ready` as its cursor",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          stage.follow(
              new ChatterBeforeFirstStream(stage, luis, 5) {
                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  boolean cut =
                      call.method().equals("Converse")
                          && stage.relay().streams().size() <= 2
                          && !ContractCalls.response(message).hasReady();
                  if (cut) {
                    call.cut();
                  } else {
                    call.toClient(message);
                  }
                }
              });
          ClientProcess ana = stage.start("Ana");
          ana.awaitReached("lobby", 5);
          expectMessages(ana, "lobby", 1, 5);
        });
  }

  private static Scenario resultAdvancesNoCursor() {
    return Scenario.of(
        4,
        "result-advances-no-cursor",
        "Results and events come in either order; only events advance cursors",
        "advances its cursor by the sequence of a result",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          AtomicBoolean done = new AtomicBoolean();
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) -> {
                    if (done.get()) {
                      return true;
                    }
                    if (frame.getResult().hasMessageSent()) {
                      done.set(true);
                      ContractCalls.inject(stream, frame);
                      stream.cut();
                      return false;
                    }
                    return !Scripts.hasEvent(frame, "lobby");
                  }));
          ana.send("m1", "my own event is lost on the way");
          ana.awaitResult("m1", "sent");
          ana.awaitOnline(2);
          ana.await("the client's own message m1", line -> line.is("message", "m1"));
          expectMessages(ana, "lobby", 1, 1);
        });
  }

  private static Scenario ephemeralMovesNoCursor() {
    return Scenario.of(
        1,
        "ephemeral-moves-no-cursor",
        "An ephemeral event has sequence 0 and moves no cursor",
        "sets its cursor to the sequence of every event",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.chatter(3, "to be remembered");
          ana.awaitReached("lobby", 3);
          stage.otherClient("Eva").open(1);
          stage.await(
              "an ephemeral event passes",
              () ->
                  ContractCalls.frames(stage.stream()).stream()
                      .anyMatch(
                          frame ->
                              frame.getBatch().getEventsList().stream()
                                  .anyMatch(Delivery::isEphemeral)));
          // The relay has forwarded the frame. The result of a later command shows that the client
          // has received it.
          ana.send("m1", "and now");
          ana.awaitResult("m1", "sent");
          ana.awaitReached("lobby", 4);
          stage.otherClient("Pau").open(1);
          stage.pause(java.time.Duration.ofMillis(300));
          stage.wire().cut();
          ana.awaitOnline(2);
          expectCursor(stage, "lobby", 4);
          luis.say("one more");
          ana.awaitReached("lobby", 5);
          expectMessages(ana, "lobby", 1, 5);
        });
  }

  private static boolean isEphemeral(Event event) {
    return event.getSequence() == 0;
  }

  private static Scenario inboxHasCursor() {
    return Scenario.of(
        4,
        "inbox-has-a-cursor",
        "The inbox is a timeline like any other",
        "keeps no cursor for the inbox",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          String id = ana.id();
          luis.tell(id, "between us 1");
          luis.tell(id, "between us 2");
          ana.awaitReached("", 2);
          stage.wire().block();
          luis.tell(id, "between us 3");
          stage.wire().unblock();
          ana.awaitReached("", 3);
          expectCursor(stage, "", 2);
          expectMessages(ana, "", 1, 3);
        });
  }

  private static Scenario everyRoomHasCursor() {
    return Scenario.of(
        4,
        "every-room-has-a-cursor",
        "Memberships are durable, and each timeline resumes by a cursor of its own",
        "keeps a cursor for the lobby only",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          luis.enter("kitchen");
          ClientProcess ana = stage.join("Ana");
          ana.command("enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          luis.say("kitchen", "soup");
          luis.say("kitchen", "salad");
          ana.awaitReached("kitchen", 2);
          stage.wire().block();
          luis.say("kitchen", "cheese");
          stage.wire().unblock();
          ana.awaitReached("kitchen", 3);
          expectCursor(stage, "kitchen", 2);
          expectMessages(ana, "kitchen", 1, 3);
        });
  }

  private static Scenario leftRoomHasNoCursor() {
    return Scenario.of(
        4,
        "left-room-has-no-cursor",
        "A client sends no cursor of a room that it has left, so that the number of cursors stays within `max_cursors`",
        "keeps the cursors of rooms that it has left until the next stream is open",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          luis.enter("kitchen");
          ClientProcess ana = stage.join("Ana");
          ana.command("enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          luis.say("kitchen", "soup");
          ana.awaitReached("kitchen", 1);
          ana.command("leave-room kitchen");
          ana.awaitRoom("left", "kitchen");
          stage.wire().cut();
          ana.awaitOnline(2);
          Failure.unless(
              ContractCalls.cursor(stage.stream(), "kitchen") < 0,
              "the client has left kitchen, and opens the next stream with a cursor for it");
          luis.say("one more");
          ana.awaitReached("lobby", 1);
        });
  }

  private static Scenario gapTrimmed() {
    return Scenario.of(
        5,
        "gap-trimmed-goes-on",
        "`Gap{TRIMMED}` names exactly the events that will not come; delivery continues after them",
        "does not move its cursor at a gap",
        List.of("--retain-messages", "5"),
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.chatter(2, "seen");
          ana.awaitReached("lobby", 2);
          stage.wire().block();
          luis.chatter(30, "while you were away");
          stage.wire().unblock();
          ana.awaitReached("lobby", 32);
          List<Line> gaps = ana.lines("gap");
          Failure.unless(gaps.size() == 1, "one gap is expected, and the client prints %s", gaps);
          Line gap = gaps.get(0);
          Failure.unless(
              gap.text("reason").equals("TRIMMED")
                  && gap.number("first") == 3
                  && gap.number("last") > 3,
              "the gap begins with 3, and the client prints %s",
              gap);
          stage.wire().cut();
          ana.awaitOnline(3);
          expectCursor(stage, "lobby", 32);
          luis.say("one more");
          ana.awaitReached("lobby", 33);
          Failure.unless(ana.lines("gap").size() == 1, "the client gets the same gap again");
        });
  }

  private static Scenario restoredBackup() {
    return Scenario.of(
        4,
        "restored-backup-resets",
        "`Gap{RESET}`: forget the old cursor and continue from the new one",
        "keeps its old cursor at a reset, and ignores the next events as duplicates",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.chatter(3, "in the backup");
          ana.awaitReached("lobby", 3);
          stage.stopServer();
          Path backup = stage.backUp();
          stage.restartServer();
          luis = stage.reconnected(luis);
          luis.chatter(5, "after the backup");
          ana.awaitReached("lobby", 8);
          stage.stopServer();
          stage.restore(backup);
          stage.restartServer();
          luis = stage.reconnected(luis);
          expectReset(ana);
          luis.say("a new history");
          ana.await(
              "the new message 4",
              line -> line.number("sequence") == 4 && line.text("text").equals("a new history"));
          stage.wire().cut();
          int before = ana.lines("online").size();
          ana.awaitOnline(before + 1);
          expectCursor(stage, "lobby", 4);
        });
  }

  private static Scenario newEpoch() {
    return Scenario.of(
        4,
        "new-epoch-resets",
        "A cursor carries the epoch that its sequence belongs to",
        "opens streams with cursors that have no epoch",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.chatter(3, "in the old epoch");
          ana.awaitReached("lobby", 3);
          stage.stopServer();
          stage.renewEpochs();
          stage.restartServer();
          luis = stage.reconnected(luis);
          expectReset(ana);
          luis.say("in the new epoch");
          ana.await(
              "the new message 4", line -> line.is("message") && line.number("sequence") == 4);
        });
  }

  private static Scenario lostReset() {
    return Scenario.of(
        4,
        "lost-reset-is-noticed",
        "If the timeline's epoch differs from the epoch in the cursor, a `Gap{RESET}` must come before `CaughtUp`; otherwise a frame was lost",
        "accepts `CaughtUp` although a reset must come first",
        stage -> {
          // Luis posts before the client joins, so that no event reveals to the client that a frame
          // is missing.
          stage.otherClient("Luis").chatter(3, "in the old epoch");
          ClientProcess ana = stage.join("Ana");
          AtomicBoolean lost = new AtomicBoolean();
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) ->
                      !frame.getGap().getRoom().equals("lobby")
                          || !lost.compareAndSet(false, true)));
          stage.stopServer();
          stage.renewEpochs();
          stage.restartServer();
          awaitReset(ana);
          Failure.unless(lost.get(), "the kit has dropped no gap");
        });
  }

  private static Line awaitReset(ClientProcess client) {
    return client.await("gap RESET of the lobby", line -> line.isAbout("gap", "lobby"));
  }

  private static void expectReset(ClientProcess ana) {
    Line gap = awaitReset(ana);
    Failure.unless(
        gap.text("reason").equals("RESET"), "RESET is expected, and the client prints %s", gap);
    int index = ana.lines().indexOf(gap);
    long position = gap.number("last");
    ana.await(
        "the lobby again from " + (position + 1),
        line ->
            line.is("message")
                && line.number("sequence") == position + 1
                && ana.lines().lastIndexOf(line) > index);
  }

  /** Fails unless the client has printed exactly these messages of a timeline, in order. */
  static void expectMessages(ClientProcess client, String room, long first, long last) {
    List<Long> printed = client.sequences(room);
    List<Long> expected = java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    Failure.unless(
        printed.equals(expected),
        "messages %d to %d are expected, and the client prints %s",
        first,
        last,
        printed);
  }

  /** Fails unless the newest stream was opened with this cursor. */
  static void expectCursor(Stage stage, String room, long sequence) {
    RelayedCall stream = stage.stream();
    Failure.unless(
        ContractCalls.cursor(stream, room) == sequence,
        "the client's cursor for %s is %d, and the client opens the next stream with %s",
        room.isEmpty() ? "the inbox" : room,
        sequence,
        ContractCalls.cursor(stream, room) < 0
            ? "none"
            : Long.toString(ContractCalls.cursor(stream, room)));
  }

  /**
   * Posts messages before the client's first stream opens. The client is a member already, because
   * its Join has succeeded.
   */
  private static class ChatterBeforeFirstStream implements Script {
    private final Stage stage;
    private final OtherClient other;
    private final int count;

    ChatterBeforeFirstStream(Stage stage, OtherClient other, int count) {
      this.stage = stage;
      this.other = other;
      this.count = count;
    }

    @Override
    public void onCall(RelayedCall call) {
      if (call.method().equals("Converse") && stage.relay().streams().size() == 1) {
        other.chatter(count, "before the first stream");
      }
    }
  }
}
