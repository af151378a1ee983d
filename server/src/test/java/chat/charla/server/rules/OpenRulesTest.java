package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import chat.charla.v1.Open;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream is opened by {@code Open}, or by anything that implies an empty {@code Open}. */
class OpenRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  static Stream<Consumer<ScriptedStream>> otherCommands() {
    return Stream.of(
        stream -> stream.post("r", lobby("m1", "hello")),
        stream -> stream.enter("r", "kitchen"),
        stream -> stream.leave("r", "lobby"),
        stream -> stream.send("r", ConverseRequest.newBuilder()));
  }

  @ParameterizedTest
  @MethodSource("otherCommands")
  void anyOtherFirstCommandImpliesAnEmptyOpen(Consumer<ScriptedStream> command) {
    ScriptedStream stream = ana.converse();

    command.accept(stream);
    stream.result("r");

    assertEquals(0, stream.index(ConverseResponse::hasReady), "Ready comes first");
    assertEquals(1, stream.frames().stream().filter(ConverseResponse::hasReady).count());
  }

  @Test
  void halfCloseImpliesAnEmptyOpen() {
    ana.say("before");
    ScriptedStream stream = ana.converse();

    stream.halfClose();
    stream.ready();
    world.moment();
    ana.say("after");
    world.moment();

    assertTrue(stream.isLive(), "half-close does not end the stream");
    assertEquals(List.of("before", "after"), stream.texts("lobby"));
  }

  @Test
  void theOpenTimeoutImpliesAnEmptyOpen() {
    ScriptedStream stream = ana.converse();
    world.pass(World.OPEN_TIMEOUT.minusMillis(100));
    int before = stream.frames().size();

    world.pass(Duration.ofMillis(200));

    assertEquals(0, before);
    assertEquals(0, stream.index(ConverseResponse::hasReady));
  }

  @Test
  void anOpenAfterTheTimeoutIsRefusedAsRepeated() {
    ana.sayNumbers(1, 3);
    ScriptedStream stream = ana.converse();
    world.pass(World.OPEN_TIMEOUT.plusSeconds(1));

    Cursor cursor = Cursor.newBuilder().setRoom("lobby").setAfterSequence(3).build();
    stream.send("r", ConverseRequest.newBuilder().setOpen(Open.newBuilder().addCursors(cursor)));

    stream.refused("r", ErrorReason.ERROR_REASON_OPEN_REPEATED);
    assertEquals(List.of("1", "2", "3"), stream.texts("lobby"), "the late cursor is ignored");
  }

  @Test
  void afterTheTimeoutANewStreamUsesItsCursors() {
    ana.sayNumbers(1, 3);
    ScriptedStream late = ana.converse();
    world.pass(World.OPEN_TIMEOUT.plusSeconds(1));
    late.cancel();

    Cursor cursor = Cursor.newBuilder().setRoom("lobby").setAfterSequence(3).build();
    ScriptedStream stream = ana.open(Open.newBuilder().setStreamNumber(1).addCursors(cursor));
    stream.ready();
    ana.say("4");
    world.moment();

    assertEquals(List.of("4"), stream.texts("lobby"));
  }

  @Test
  void aSecondOpenIsRefusedAndTheStreamStaysOpen() {
    ScriptedStream stream = ana.online();

    stream.send("r", ConverseRequest.newBuilder().setOpen(Open.newBuilder().setStreamNumber(9)));

    stream.refused("r", ErrorReason.ERROR_REASON_OPEN_REPEATED);
    stream.say("still here");
    world.moment();
    assertEquals(List.of("still here"), stream.texts("lobby"));
  }

  @Test
  void anOpenAfterAnotherCommandIsRefused() {
    ScriptedStream stream = ana.converse();

    stream.say("first");
    stream.send("r", ConverseRequest.newBuilder().setOpen(Open.newBuilder()));

    stream.refused("r", ErrorReason.ERROR_REASON_OPEN_REPEATED);
  }

  /** {@code Ready} waits until the {@code LeaveRoom} of the previous stream is stored. */
  @Test
  void nothingIsAnsweredBeforeReady() {
    ScriptedStream first = ana.online();
    world.faults().maxDelay(Duration.ofMillis(200));
    first.leave("", "lobby");
    world.pass(Duration.ofMillis(5));
    ScriptedStream second = ana.open(Open.newBuilder());

    second.send("r".repeat(65), ConverseRequest.newBuilder());
    second.send("again", ConverseRequest.newBuilder().setOpen(Open.newBuilder()));

    second.result("r".repeat(64));
    second.refused("again", ErrorReason.ERROR_REASON_OPEN_REPEATED);
    assertEquals(0, second.index(ConverseResponse::hasReady));
    assertEquals(
        List.of(""),
        second.ready().getTimelinesList().stream().map(TimelineState::getRoom).toList());
  }

  @Test
  void commandsNeedNotWaitForReady() {
    ScriptedStream stream = ana.open(Open.newBuilder().setBacklog(5));
    stream.post("r", lobby("m1", "at once"));

    assertEquals(1, stream.result("r").getMessageSent().getSequence());
    world.moment();
    assertEquals(0, stream.index(ConverseResponse::hasReady));
    assertEquals(List.of("at once"), stream.texts("lobby"));
  }

  @Test
  void readyListsTheMemberships() {
    ScriptedStream first = ana.online();
    first.enter("e1", "kitchen");
    first.enter("e2", "garden");
    first.result("e1");
    first.result("e2");
    first.leave("l", "lobby");
    first.result("l");
    first.cut();

    ScriptedStream second = ana.online();

    assertEquals(
        List.of("", "garden", "kitchen"),
        second.ready().getTimelinesList().stream().map(TimelineState::getRoom).toList());
    assertEquals(ana.user(), second.ready().getSelf());
    Limits limits = second.ready().getLimits();
    assertEquals(64, limits.getMaxOutstandingCommands());
  }

  @Test
  void anInvalidOpenEndsTheStream() {
    ana.open(Open.newBuilder().setBacklog(-1))
        .ends(ErrorReason.ERROR_REASON_ARGUMENT_INVALID, Closing.Action.ACTION_STOP);
  }
}
