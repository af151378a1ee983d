package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Scenarios about entering and leaving rooms, and about the order of these commands and messages.
 */
final class Rooms {
  private Rooms() {}

  static List<Scenario> all() {
    return List.of(
        leavingWaits(),
        sendsWaitForEntering(),
        enteringRepeated(),
        lostLeaveResult(),
        refused(),
        rateAwaited(),
        heldUpBriefly(),
        givenUp(),
        tooLarge());
  }

  private static Scenario leavingWaits() {
    return Scenario.of(
        1,
        "leaving-a-room-waits-for-sends",
        "The client sends `LeaveRoom` only when all earlier messages to the room are settled, even if these messages must be repeated first",
        "leaves a room while messages to it have to be repeated",
        List.of("--message-rate", "4/1s"),
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          Sending.sendAll(ana, 1, 8);
          ana.command("leave-room lobby");
          for (int i = 1; i <= 8; i++) {
            ana.awaitResult("m" + i, "sent");
          }
          ana.awaitRoom("left", "lobby");
          Sending.expectTexts(luis, Sending.numbered(1, 8));
          int sends = Sending.attempts(stage, 1, 8);
          Failure.unless(sends > 8, "nothing was refused");
          luis.say("is she gone?");
          ana.command("enter lobby");
          ana.awaitRoom("entered", "lobby");
          Failure.unless(ana.messages("lobby").size() == 8, "the client has not left the room");
        });
  }

  private static Scenario sendsWaitForEntering() {
    return Scenario.of(
        1,
        "sends-wait-for-entering-a-room",
        "The client sends messages to a room only when the room's `EnterRoom` is settled, even if the `EnterRoom` must be repeated first",
        "sends to a room while its `EnterRoom` has to be repeated",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          ana.command("leave-room lobby");
          ana.awaitRoom("left", "lobby");
          AtomicReference<@Nullable String> withheld = new AtomicReference<>();
          stage.follow(
              Scripts.onCommand(
                  (stream, command) ->
                      !command.hasEnterRoom()
                          || !withheld.compareAndSet(null, command.getRequestId())));
          ana.command("enter lobby");
          ana.send("m1", "good evening");
          stage.await("the client enters the room", () -> withheld.get() != null);
          // The client handles commands in order, so after this wait it has read the send.
          ana.awaitReached("", 0);
          stage.pause(Duration.ofMillis(500));
          Failure.unless(
              stage.sends("m1").isEmpty(), "the client sends m1 before its EnterRoom is answered");
          Error error =
              Frames.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE, Status.Code.UNAVAILABLE);
          ContractCalls.inject(stage.stream(), Frames.refusal("" + withheld.get(), error));
          ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "good evening");
        });
  }

  private static Scenario enteringRepeated() {
    return Scenario.of(
        4,
        "entering-is-repeated",
        "`EnterRoom` may be repeated, and is repeated when its result was lost",
        "forgets, when the stream is lost, that it wants to enter a room",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          luis.enter("kitchen");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.cutAtFirstCommand(ConverseRequest::hasEnterRoom));
          ana.command("enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          luis.say("kitchen", "soup");
          ana.awaitReached("kitchen", 1);
        });
  }

  private static Scenario lostLeaveResult() {
    return Scenario.of(
        4,
        "lost-leave-room-result",
        "NOT_A_MEMBER for a repeated `LeaveRoom` means that the client has left the room",
        "treats NOT_A_MEMBER as a failure when it leaves a room",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.cutAtFirstFrame(frame -> frame.getResult().hasRoomLeft()));
          ana.command("leave-room lobby");
          ana.awaitRoom("left", "lobby");
          Failure.unless(
              ana.lines("room-refused").isEmpty(),
              "the client has left the room, and the client prints a refusal");
          luis.say("is she gone?");
          ana.command("enter lobby");
          ana.awaitRoom("entered", "lobby");
          Failure.unless(ana.messages("lobby").isEmpty(), "the client has not left the room");
        });
  }

  private static Scenario refused() {
    return Scenario.of(
        7,
        "room-refusal-is-final",
        "A refused `EnterRoom` is answered by an `Error`, and the stream stays open",
        "repeats entering a room, whatever the reason of the refusal",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          ana.command("enter no/room");
          Line refusal = ana.await("room-refused", line -> line.is("room-refused"));
          Failure.unless(
              refusal.text("room").equals("no/room"),
              "the room is no/room, and the client prints %s",
              refusal);
          Sending.expectRefusal(refusal, "ROOM_NAME_INVALID", Status.Code.INVALID_ARGUMENT);
          ana.command("enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario rateAwaited() {
    return Scenario.of(
        7,
        "room-rate-is-awaited",
        "RATE_LIMITED for `EnterRoom` and `LeaveRoom`: repeat the command after the retry delay",
        "treats RATE_LIMITED as final when it enters or leaves a room",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          RoomRate rate = new RoomRate(Duration.ofSeconds(1), command -> 1);
          stage.follow(rate.script());
          List<String> rooms = List.of("kitchen", "garden");
          rooms.forEach(room -> ana.command("enter " + room));
          rooms.forEach(room -> awaitRoomAnswer(ana, "entered", room));
          rooms.forEach(room -> ana.command("leave-room " + room));
          rooms.forEach(room -> awaitRoomAnswer(ana, "left", room));
          Failure.unless(!rate.isIgnored(), "the client repeats before the delay has passed");
          Sending.expectOneStream(stage);
        });
  }

  /**
   * The rate limit refuses one room once and the other room always. A client may send both commands
   * at once, or one after the other.
   */
  private static Scenario heldUpBriefly() {
    return Scenario.of(
        7,
        "room-rates-hold-up-for-10-s",
        "An `EnterRoom` or `LeaveRoom` that a rate limit has refused may hold up later messages for 10 s in all: if it would hold them up longer, the refusal is final",
        "counts the 10 s for each refusal separately",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          RoomRate rate =
              new RoomRate(
                  Duration.ofSeconds(6),
                  command ->
                      command.getEnterRoom().getRoom().equals("kitchen") ? 1 : Integer.MAX_VALUE);
          stage.follow(rate.script());
          ana.command("enter kitchen");
          ana.command("enter garden");
          ana.send("m1", "after both rooms");
          awaitRoomAnswer(ana, "entered", "kitchen");
          ana.awaitResult("m1", "sent");
          Line refusal = ana.awaitRoom("room-refused", "garden");
          Sending.expectRefusal(refusal, "RATE_LIMITED", Status.Code.RESOURCE_EXHAUSTED);
          Failure.unless(!rate.isIgnored(), "the client repeats before the delay has passed");
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario givenUp() {
    return Scenario.of(
        7,
        "failing-room-command-is-told",
        "The client gives up an `EnterRoom` or `LeaveRoom` that makes the server fail repeatedly, and tells the user",
        "does not report that it has given up entering or leaving a room",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(
              Scripts.onCommand(
                  (stream, command) -> {
                    boolean fails = command.hasEnterRoom() || command.hasLeaveRoom();
                    if (fails) {
                      Endings.failInternally(stream);
                    }
                    return !fails;
                  }));
          ana.command("enter kitchen");
          expectGivenUp(ana, "kitchen");
          ana.command("leave-room lobby");
          expectGivenUp(ana, "lobby");
          ana.send("m1", "still here");
          ana.awaitResult("m1", "sent");
        });
  }

  private static void expectGivenUp(ClientProcess client, String room) {
    Line refusal = client.awaitRoom("room-refused", room);
    Sending.expectRefusal(refusal, "INTERNAL", Status.Code.INTERNAL);
  }

  private static Scenario tooLarge() {
    return Scenario.of(
        7,
        "too-large-command-is-not-sent",
        "Clients enforce `Limits.max_request_bytes`: a larger command breaks every stream on which it is sent",
        "sends commands of any length",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          // The command has more than twice the limit, so that the transport resets the stream
          // without a reason.
          ana.command("enter " + "x".repeat(600_000));
          Line refusal = ana.await("room-refused", line -> line.is("room-refused"));
          // The name also exceeds the limit for names.
          String reason =
              refusal.text("reason").equals("ROOM_NAME_INVALID")
                  ? "ROOM_NAME_INVALID"
                  : "REQUEST_TOO_LARGE";
          Sending.expectRefusal(refusal, reason, Status.Code.INVALID_ARGUMENT);
          ana.send("m1", "short enough");
          ana.awaitResult("m1", "sent");
          Sending.expectOneStream(stage);
        });
  }

  /** Waits for the answer about a room, and fails if it is a refusal. */
  private static void awaitRoomAnswer(ClientProcess client, String type, String room) {
    Line answer =
        client.await(
            type + " " + room,
            line -> line.isAbout(type, room) || line.isAbout("room-refused", room));
    Failure.unless(
        answer.is(type), "%s is expected after the delay, and the client prints %s", type, answer);
  }
}
