package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import io.grpc.Status;
import java.util.List;

/** Scenarios about commands that are carried out by {@code Execute}, beside the client's stream. */
final class Calls {
  private Calls() {}

  static List<Scenario> all() {
    return List.of(lostAnswer(), expired(), absentRoom(), enteredByCall(), leftByCall());
  }

  private static Scenario lostAnswer() {
    return Scenario.of(
        3,
        "lost-execute-answer",
        "An `Execute` whose answer was lost is repeated with its `client_message_id`: this returns the first result and posts nothing",
        "gives a message a new id when it repeats an `Execute`",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.loseFirstAnswer("Execute"));
          ana.command("execute-send m1 once only");
          Line sent = ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "once only");
          List<String> ids = ContractCalls.executedMessageIds(stage.relay());
          Failure.unless(
              ids.equals(List.of("m1", "m1")), "Execute sends m1 twice, and the ids are %s", ids);
          Failure.unless(
              sent.json().get("duplicate").getAsBoolean() && sent.number("sequence") == 1,
              "the call was a repetition, the first result is 1, and the client prints %s",
              sent);
          ana.awaitReached("lobby", 1);
        });
  }

  private static Scenario expired() {
    return Scenario.of(
        3,
        "expired-execute-is-not-repeated",
        "SESSION_EXPIRED: an `Execute` without an answer keeps an unknown outcome, and the new identity never repeats it",
        "repeats an `Execute` under its new identity",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(new NoExecutes());
          ana.command("execute-send m1 by the old identity");
          stage.await(
              "m1 is sent", () -> !ContractCalls.executedMessageIds(stage.relay()).isEmpty());
          stage.killServer();
          stage.replaceServer();
          stage.await("the client joins as a new identity", () -> ana.lines("joined").size() == 2);
          stage.follow(Script.PASS);
          stage.relay().calls("Execute").forEach(RelayedCall::cut);
          ana.awaitResult("m1", "lost");
          Sending.expectTexts(stage.otherClient("Luis"), List.of());
        });
  }

  private static Scenario absentRoom() {
    return Scenario.of(
        7,
        "absent-room-is-not-created",
        "ROOM_NOT_FOUND for `EnterRoom` with `must_exist`: the refusal is final, and the room is not created",
        "enters the room without `must_exist`",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          ana.command("execute-enter kitchen");
          Line answer =
              ana.await(
                  "room-refused kitchen",
                  line -> line.isAbout("room-refused", "kitchen") || line.is("entered"));
          Failure.unless(
              answer.is("room-refused"), "there is no kitchen, and the client prints %s", answer);
          Sending.expectRefusal(answer, "ROOM_NOT_FOUND", Status.Code.NOT_FOUND);
          Failure.unless(
              luis.rooms().equals(List.of("lobby")), "the server has the rooms %s", luis.rooms());
          luis.enter("kitchen");
          stage.await("the kitchen exists", () -> luis.rooms().contains("kitchen"));
          ana.command("execute-enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          // From now on the stream delivers the room.
          ana.command("enter kitchen");
          ana.awaitCount("entered", 2);
          luis.say("kitchen", "soup");
          ana.awaitReached("kitchen", 1);
        });
  }

  private static Scenario enteredByCall() {
    return Scenario.of(
        4,
        "room-entered-by-a-call",
        "`membership_changed`: an `Execute` of the same identity has entered a room, and the stream of a client of edition 1 delivers it from then on",
        "says that it has edition 1, and ignores `membership_changed`",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          OtherClient twin = stage.twinOfClient();
          twin.enterRoom("kitchen");
          if (ContractCalls.open(stage.stream()).getEdition() == 0) {
            // The client is not told: its next stream delivers the room.
            stage.wire().cut();
            ana.awaitOnline(2);
          } else {
            ana.awaitRoom("entered", "kitchen");
            Sending.expectOneStream(stage);
          }
          twin.say("kitchen", "soup");
          ana.awaitReached("kitchen", 1);
          Delivery.expectMessages(ana, "kitchen", 1, 1);
        });
  }

  private static Scenario leftByCall() {
    return Scenario.of(
        4,
        "room-left-by-a-call",
        "`membership_changed`, or for a client of edition 0 a `RoomLeft` without a `request_id`: an `Execute` of the same identity has left the room",
        "ignores a `RoomLeft` that does not answer one of its commands",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.twinOfClient().leaveRoom("lobby");
          ana.awaitRoom("left", "lobby");
          Sending.expectOneStream(stage);
        });
  }

  /** Holds the requests of all {@code Execute} calls. */
  private static final class NoExecutes implements Script {
    @Override
    public void onRequest(RelayedCall call, byte[] message) {
      if (!call.method().equals("Execute")) {
        call.toServer(message);
      }
    }

    @Override
    public void onHalfClose(RelayedCall call) {
      if (!call.method().equals("Execute")) {
        call.halfClose();
      }
    }
  }
}
