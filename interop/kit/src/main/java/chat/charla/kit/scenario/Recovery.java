package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import chat.charla.v1.Open;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Scenarios about situations that are rare in practice. */
final class Recovery {
  private Recovery() {}

  static List<Scenario> all() {
    return List.of(
        hole(),
        lateOpen(),
        refusedJoin(),
        unknownReasonRejoins(),
        neverWritten(),
        anotherInbox(),
        noRoom(),
        newestLimits(),
        oldSend());
  }

  private static Scenario hole() {
    return Scenario.of(
        1,
        "hole-is-noticed",
        "An event whose sequence is more than 1 above the cursor reveals a hole: the client opens another stream with its cursors, and the server delivers the missing events",
        "shows the events that follow a hole",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.say("one");
          ana.awaitReached("lobby", 1);
          AtomicBoolean lost = new AtomicBoolean();
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) ->
                      !Scripts.hasEvent(frame, "lobby") || !lost.compareAndSet(false, true)));
          luis.say("two, which is lost on the way");
          stage.await("two is lost", lost::get);
          luis.say("three");
          ana.awaitReached("lobby", 3);
          Delivery.expectMessages(ana, "lobby", 1, 3);
          Delivery.expectCursor(stage, "lobby", 1);
        });
  }

  private static Scenario lateOpen() {
    return Scenario.of(
        4,
        "late-open-is-repeated",
        "OPEN_REPEATED for the first `Open`: cancel the call, and open another stream",
        "treats OPEN_REPEATED as the refusal of a command",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.say("one");
          ana.awaitReached("lobby", 1);
          AtomicBoolean late = new AtomicBoolean();
          stage.follow(
              Scripts.onCommand(
                  (stream, command) -> {
                    if (command.hasOpen() && late.compareAndSet(false, true)) {
                      // A server does the same if no Open has come within ten seconds: it opens the
                      // stream without cursors.
                      stream.toServer(
                          ConverseRequest.newBuilder()
                              .setOpen(Open.getDefaultInstance())
                              .build()
                              .toByteArray());
                    }
                    return true;
                  }));
          stage.wire().cut();
          stage.await(
              "the client opens another stream after its late Open", () -> streams(stage) >= 3);
          ana.awaitOnline(3);
          Delivery.expectCursor(stage, "lobby", 1);
          luis.say("two");
          ana.awaitReached("lobby", 2);
          Delivery.expectMessages(ana, "lobby", 1, 2);
          ana.endInput();
          Endings.expectExit(ana, 0);
        });
  }

  private static Scenario refusedJoin() {
    return Scenario.of(
        6,
        "refused-join-repeats-request-id",
        "While the outcome of a `Join` is unknown, the client keeps the `request_id`, even if a repetition is refused with a retry delay",
        "makes a new request id when a repeated Join is refused",
        stage -> {
          AtomicInteger joins = new AtomicInteger();
          stage.follow(
              new Script() {
                @Override
                public void onCall(RelayedCall call) {
                  if (call.method().equals("Join") && joins.incrementAndGet() == 2) {
                    Frames.end(
                        call,
                        Frames.error(
                            ErrorReason.ERROR_REASON_RATE_LIMITED,
                            Status.Code.RESOURCE_EXHAUSTED,
                            Duration.ofMillis(300)));
                  }
                }

                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  if (call.method().equals("Join") && joins.get() == 1) {
                    call.cut();
                  } else {
                    call.toClient(message);
                  }
                }
              });
          ClientProcess ana = stage.join("Ana");
          String name = ana.name();
          Failure.unless(
              name.equals("Ana"),
              "the client's first identity has taken the name, and the client has %s",
              name);
        });
  }

  private static Scenario unknownReasonRejoins() {
    return Scenario.of(
        6,
        "unknown-reason-rejoins",
        "REJOIN for a reason that the client does not know: `Join` with the token",
        "joins without its token when it is told to rejoin",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          String token = stage.stream().token();
          Frames.close(
              stage.stream(),
              Frames.unknownError(Status.Code.FAILED_PRECONDITION),
              Closing.Action.ACTION_REJOIN);
          ana.awaitOnline(2);
          List<RelayedCall> joins = stage.relay().calls("Join");
          Failure.unless(
              joins.size() == 2,
              "two joins are expected, and the client has joined %d times",
              joins.size());
          Failure.unless(
              joins.get(1).token().equals(token), "the client has a token, and joins without it");
          Failure.unless(
              ana.lines("joined").size() == 1,
              "the client has joined again: %s",
              ana.lines("joined"));
        });
  }

  private static Scenario neverWritten() {
    return Scenario.of(
        3,
        "never-written-is-not-sent",
        "SESSION_EXPIRED: the client reports a send that it never wrote as not sent, and does not send it under the new identity",
        "sends, under the new identity, messages that were queued under the old identity and never written",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.wire().block();
          ana.awaitCount("offline", 1);
          ana.send("m1", "by the old identity");
          // The client handles commands in order, so after this wait it has read the send.
          ana.awaitReached("", 0);
          stage.follow(Scripts.refuse("Converse", 1, expired()));
          stage.wire().unblock();
          ana.awaitResult("m1", "refused");
          stage.await("the client joins without its token", () -> ana.lines("joined").size() == 2);
          ana.send("m2", "by the new identity");
          ana.awaitResult("m2", "sent");
          Sending.expectTexts(luis, List.of("by the new identity"));
        });
  }

  private static Scenario anotherInbox() {
    return Scenario.of(
        4,
        "new-identity-has-another-inbox",
        "SESSION_EXPIRED: the new identity's inbox is another timeline, so the client forgets the cursor of the old inbox",
        "uses its cursor of the old inbox for the new inbox",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          String id = ana.id();
          luis.tell(id, "to the old identity");
          ana.awaitReached("", 1);
          RelayedCall old = stage.stream();
          AtomicBoolean told = new AtomicBoolean();
          stage.follow(
              new Script() {
                @Override
                public void onCall(RelayedCall call) {
                  boolean isNew =
                      call.method().equals("Converse") && !call.token().equals(old.token());
                  if (isNew && told.compareAndSet(false, true)) {
                    String newId = stage.twinOfClient().id();
                    Stream.of("one", "two", "three").forEach(text -> luis.tell(newId, text));
                  }
                }
              });
          Frames.close(old, expired(), Closing.Action.ACTION_REJOIN);
          ana.await("the third private message", line -> line.text("text").equals("three"));
          List<String> texts = ana.texts("");
          Failure.unless(
              texts.equals(List.of("to the old identity", "one", "two", "three")),
              "the inbox messages are not those that were sent; the client prints %s",
              texts);
        });
  }

  private static Scenario noRoom() {
    return Scenario.of(
        7,
        "full-server-refuses-a-room",
        "SERVER_FULL is final for `EnterRoom`, although the refusal has a retry delay",
        "waits until a full server has space, and holds up all later commands",
        List.of("--max-rooms", "1"),
        stage -> {
          ClientProcess ana = stage.join("Ana");
          ana.command("enter kitchen");
          ana.send("m1", "no room for a kitchen");
          Sending.expectRefusal(
              ana.await("room-refused", line -> line.is("room-refused")),
              "SERVER_FULL",
              Status.Code.RESOURCE_EXHAUSTED);
          ana.awaitResult("m1", "sent");
          ana.command("enter lobby");
          ana.awaitRoom("entered", "lobby");
          long attempts =
              ContractCalls.commands(stage.stream()).stream()
                  .filter(command -> command.request().getEnterRoom().getRoom().equals("kitchen"))
                  .count();
          Failure.unless(attempts == 1, "the client tries to enter %d times", attempts);
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario newestLimits() {
    return Scenario.of(
        7,
        "newest-limits-count",
        "A restart may change `Limits`: the client enforces the `Limits` of the newest `Ready`",
        "enforces only the limits of its `Join` response",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) -> {
                    if (!frame.hasReady()) {
                      return true;
                    }
                    ContractCalls.inject(
                        stream, withLimits(frame, limits -> limits.setMaxTextCodePoints(10)));
                    return false;
                  }));
          stage.wire().cut();
          ana.awaitOnline(2);
          ana.send("m1", "more than ten");
          ana.send("m2", "just ten: ");
          Sending.expectRefusal(
              ana.awaitResult("m1", "refused"), "MESSAGE_TOO_LARGE", Status.Code.INVALID_ARGUMENT);
          ana.awaitResult("m2", "sent");
          Failure.unless(stage.sends("m1").isEmpty(), "the client sends a text that is too long");
        });
  }

  private static Scenario oldSend() {
    return Scenario.of(
        3,
        "old-send-is-not-repeated",
        "A send that was first written longer ago than `Limits.repetition_window` is not repeated, and its outcome is unknown",
        "repeats sends however old they are",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          Duration window = Duration.ofSeconds(2);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "has no result");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.follow(
              Scripts.onFrame(
                  (stream, frame) -> {
                    if (!frame.hasReady()) {
                      return true;
                    }
                    ContractCalls.inject(
                        stream,
                        withLimits(
                            frame,
                            limits ->
                                limits
                                    .getRepetitionWindowBuilder()
                                    .setSeconds(window.toSeconds())));
                    return false;
                  }));
          RelayedCall stream = stage.stream();
          Error draining =
              Frames.error(ErrorReason.ERROR_REASON_SERVER_DRAINING, Status.Code.UNAVAILABLE);
          ContractCalls.inject(
              stream,
              Frames.closing(draining, Closing.Action.ACTION_RESUME, window.plusSeconds(1)));
          Frames.end(
              stream,
              Frames.error(
                  ErrorReason.ERROR_REASON_SERVER_DRAINING,
                  Status.Code.UNAVAILABLE,
                  window.plusSeconds(1)));
          stage.await("the stream has ended", () -> !ana.lines("offline").isEmpty());
          ana.send("m2", "was never written before");
          ana.awaitResult("m1", "lost");
          ana.awaitResult("m2", "sent");
          Failure.unless(stage.sends("m1").size() == 1, "the client repeats m1");
          OtherClient luis = stage.otherClient("Luis");
          Sending.expectTexts(luis, List.of("was never written before"));
        });
  }

  private static ConverseResponse withLimits(
      ConverseResponse frame, Consumer<Limits.Builder> change) {
    ConverseResponse.Builder changed = frame.toBuilder();
    change.accept(changed.getReadyBuilder().getLimitsBuilder());
    return changed.build();
  }

  private static Error expired() {
    return Frames.error(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Status.Code.UNAUTHENTICATED);
  }

  private static int streams(Stage stage) {
    return stage.relay().streams().size();
  }
}
