package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import java.util.List;

/** Scenarios about the sessions of an account. */
final class Accounts {
  private static final String PASSWORD = "three-blind-mice";
  private static final List<String> REGISTRATION = List.of("--registration", "open");

  private Accounts() {}

  static List<Scenario> all() {
    return List.of(twoDevices(), token(), revoked());
  }

  private static Scenario twoDevices() {
    return Scenario.of(
        6,
        "two-devices-of-one-account",
        "Each session of an account has a stream and cursors of its own: every device gets everything once, also what another device has sent",
        "derives the `request_id` of `LogIn` from the name, so that all devices get the same session",
        REGISTRATION,
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          OtherClient tablet = stage.account("Ana", PASSWORD);
          ClientProcess laptop = stage.logIn("Ana", PASSWORD);
          ClientProcess phone = stage.logIn("Ana", PASSWORD);
          Failure.unless(
              laptop.id().equals(phone.id()), "one account, and the devices have different ids");
          laptop.send("m1", "from the laptop");
          laptop.awaitResult("m1", "sent");
          phone.send("m2", "from the phone");
          phone.awaitResult("m2", "sent");
          luis.tell(laptop.id(), "to both");
          for (ClientProcess device : List.of(laptop, phone)) {
            device.awaitReached("lobby", 2);
            device.awaitReached("", 1);
            Failure.unless(
                device.texts("lobby").equals(List.of("from the laptop", "from the phone")),
                "each device has sent a message, and one prints %s",
                device.texts("lobby"));
          }
          laptop.command("enter kitchen");
          laptop.awaitRoom("entered", "kitchen");
          int streams = stage.relay().streams().size();
          Failure.unless(streams == 2, "two devices have opened %d streams", streams);
          stage.wire().cut();
          laptop.awaitOnline(2);
          phone.awaitOnline(2);
          luis.say("after the cut");
          tablet.say("kitchen", "soup");
          for (ClientProcess device : List.of(laptop, phone)) {
            device.awaitReached("lobby", 3);
            device.awaitReached("kitchen", 1);
            Delivery.expectMessages(device, "lobby", 1, 3);
            Delivery.expectMessages(device, "kitchen", 1, 1);
            Delivery.expectMessages(device, "", 1, 1);
            Invariants.check(device.lines());
          }
        });
  }

  private static Scenario token() {
    return Scenario.of(
        6,
        "token-continues-a-session",
        "The token is all that a session needs: a client that has one calls neither `Join` nor `LogIn`",
        "joins although it has a token",
        REGISTRATION,
        stage -> {
          OtherClient first = stage.account("Ana", PASSWORD);
          ClientProcess ana = stage.useToken(first.logIn(PASSWORD));
          Failure.unless(ana.id().equals(first.id()), "the client has the id %s", ana.id());
          ana.send("m1", "with a token");
          ana.awaitResult("m1", "sent");
          stage.wire().cut();
          ana.awaitOnline(2);
          first.say("on another stream");
          ana.awaitReached("lobby", 2);
          Delivery.expectMessages(ana, "lobby", 1, 2);
          expectNo(stage, "Join");
          expectNo(stage, "LogIn");
        });
  }

  private static Scenario revoked() {
    return Scenario.of(
        7,
        "revoked-session-stops",
        "SESSION_REVOKED: STOP, until the user has logged in again; a send without a result is neither sent nor refused",
        "joins as a guest when its session is revoked",
        REGISTRATION,
        stage -> {
          OtherClient first = stage.account("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "by the revoked session");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          first.revokeOthers();
          Endings.expectStopped(stage, ana, "SESSION_REVOKED");
          Failure.unless(
              ana.lines().stream()
                  .noneMatch(line -> line.is("sent", "m1") || line.is("refused", "m1")),
              "the outcome is unknown; %s",
              ana.lastOutput());
          expectNo(stage, "Join");
          Failure.unless(first.history("lobby").isEmpty(), "the message is in the room");
        });
  }

  private static void expectNo(Stage stage, String method) {
    int calls = stage.relay().calls(method).size();
    Failure.unless(calls == 0, "the client calls %s %d times", method, calls);
  }
}
