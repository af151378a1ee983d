package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scenarios about frames of a newer server that an older client does not know. */
final class Evolution {
  private Evolution() {}

  static List<Scenario> all() {
    return List.of(unknownKind(), unknownFrame(), unknownReasonRetried(), unknownReasonFinal());
  }

  private static Scenario unknownKind() {
    return Scenario.of(
        1,
        "unknown-event-kind-is-counted",
        "A durable event of an unknown kind: advance the cursor, and skip the event",
        "does not advance its cursor when it skips an unknown event",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          RelayedCall first = stage.stream();
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) -> {
                    if (stream != first || !Scripts.hasEvent(frame, "lobby")) {
                      return true;
                    }
                    ContractCalls.inject(stream, withUnknownSecond(frame));
                    return false;
                  }));
          luis.say("one");
          luis.say("two, replaced by an event of a future kind");
          ana.await("unknown 2", line -> line.is("unknown") && line.number("sequence") == 2);
          stage.wire().cut();
          ana.awaitOnline(2);
          Delivery.expectCursor(stage, "lobby", 2);
          luis.say("three");
          ana.awaitReached("lobby", 3);
          List<Long> printed = ana.sequences("lobby");
          Failure.unless(
              printed.equals(List.of(1L, 3L)),
              "the messages are 1 and 3, and the client prints %s",
              printed);
        });
  }

  private static ConverseResponse withUnknownSecond(ConverseResponse frame) {
    Event[] events =
        frame.getBatch().getEventsList().stream()
            .map(event -> event.getSequence() == 2 ? Frames.ofUnknownKind(event) : event)
            .toArray(Event[]::new);
    return Frames.batch(events);
  }

  private static Scenario unknownFrame() {
    return Scenario.of(
        4,
        "unknown-frame-is-stepped-over",
        "A client skips payloads and events that it does not know",
        "treats a frame that it does not know as a broken stream",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          ContractCalls.inject(stage.stream(), Frames.unknownPayload());
          ContractCalls.inject(stage.stream(), Frames.unknownEphemeralEvent());
          luis.say("after it");
          ana.awaitReached("lobby", 1);
          Sending.expectOneStream(stage);
          Failure.unless(
              ana.lines("unknown").isEmpty(),
              "the client prints an ephemeral event as durable: %s",
              ana.lines("unknown"));
        });
  }

  private static Scenario unknownReasonRetried() {
    return Scenario.of(
        7,
        "unknown-reason-is-judged-by-code",
        "A reason that the client does not know, with UNAVAILABLE: the client may retry with the same id",
        "treats every refusal with a reason that it does not know as final",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Sending.refuseFirstSend(Frames.unknownError(Status.Code.UNAVAILABLE)));
          ana.send("m1", "in the end");
          ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "in the end");
        });
  }

  private static Scenario unknownReasonFinal() {
    return Scenario.of(
        7,
        "unknown-reason-is-final",
        "A reason that the client does not know, with any code except UNAVAILABLE: the refusal is final for the request",
        "repeats a send that is refused with a reason that it does not know",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          AtomicBoolean stop = new AtomicBoolean();
          stage.follow(
              Scripts.refuseCommands(
                  command -> command.hasSendMessage() && !stop.get(),
                  Frames.unknownError(Status.Code.FAILED_PRECONDITION)));
          ana.send("m1", "not today");
          Line refused = ana.awaitResult("m1", "refused");
          Sending.expectRefusal(
              refused, Integer.toString(Frames.FROM_THE_FUTURE), Status.Code.FAILED_PRECONDITION);
          stage.pause(Duration.ofSeconds(1));
          stop.set(true);
          ana.send("m2", "the stream is still open");
          ana.awaitResult("m2", "sent");
          Failure.unless(
              stage.sends("m1").size() == 1, "the client repeats a send after a final refusal");
          Sending.expectOneStream(stage);
        });
  }
}
