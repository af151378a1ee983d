package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Scope;
import io.grpc.Status;
import java.util.List;

/** Scenarios about accounts, their names, devices and access tokens. */
final class Accounts {
  static final String PASSWORD = "three-blind-mice";
  static final List<String> REGISTRATION = List.of("--registration", "open");

  private Accounts() {}

  static List<Scenario> all() {
    return List.of(
        twoDevices(), token(), guestRegisters(), ownedName(), scopes(), invitation(), blocked());
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
          OtherClient tablet = stage.registered("Ana", PASSWORD);
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
          OtherClient first = stage.registered("Ana", PASSWORD);
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

  private static Scenario guestRegisters() {
    return Scenario.of(
        6,
        "guest-becomes-an-account",
        "`Register` with a guest's token: the guest keeps its id, name, rooms, inbox, stream and cursors, and what has no result",
        "forgets its cursors when it registers",
        REGISTRATION,
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          ana.command("enter kitchen");
          ana.awaitRoom("entered", "kitchen");
          luis.enterRoom("kitchen");
          luis.tell(ana.id(), "before");
          ana.awaitReached("", 1);
          // The answer to the first Register is lost.
          stage.follow(Scripts.loseFirstAnswer("Register"));
          ana.command("register " + PASSWORD);
          Line registered = ana.await("registered", line -> line.is("registered"));
          Failure.unless(
              registered.text("id").equals(ana.id()) && registered.text("name").equals("Ana"),
              "the guest was Ana with the id %s, and the client prints %s",
              ana.id(),
              registered);
          int streams = stage.relay().streams().size();
          Failure.unless(streams == 1, "the client has opened %d streams", streams);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "by the guest");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.wire().block();
          luis.say("kitchen", "soup");
          luis.tell(ana.id(), "meanwhile");
          stage.follow(Script.PASS);
          stage.wire().unblock();
          ana.awaitResult("m1", "sent");
          luis.tell(ana.id(), "after");
          ana.await("the last message", line -> line.text("text").equals("after"));
          ana.awaitReached("kitchen", 1);
          Delivery.expectMessages(ana, "", 1, 3);
          Delivery.expectMessages(ana, "kitchen", 1, 1);
          Sending.expectTexts(luis, List.of("by the guest"));
          ClientProcess phone = stage.logIn("Ana", PASSWORD);
          Failure.unless(phone.id().equals(ana.id()), "a log-in has the id %s", phone.id());
        });
  }

  private static Scenario ownedName() {
    return Scenario.of(
        6,
        "owned-name-is-not-awaited",
        "NAME_TAKEN without a retry delay: an account owns the name, also while it is not connected, and waiting does not help",
        "waits for a name whose refusal has no retry delay",
        REGISTRATION,
        stage -> {
          OtherClient owner = stage.registered("Ana", PASSWORD);
          ClientProcess guest = stage.start("ANA");
          stage.await(
              "the client joins under another name",
              () -> !guest.lines("online").isEmpty() || stage.relay().calls("Join").size() > 2);
          int joins = stage.relay().calls("Join").size();
          Failure.unless(joins == 2, "the name is owned, and the client joins %d times", joins);
          Failure.unless(
              !guest.id().equals(owner.id()) && !guest.name().equalsIgnoreCase("Ana"),
              "the name is owned, and the client is %s",
              guest.name());
        });
  }

  private static Scenario scopes() {
    return Scenario.of(
        7,
        "missing-scope-refuses-one-command",
        "SCOPE_MISSING is final for the command; the session goes on, and reads",
        "treats SCOPE_MISSING as the end of its session",
        REGISTRATION,
        stage -> {
          OtherClient owner = stage.registered("Ana", PASSWORD);
          ClientProcess bot = stage.useToken(owner.accessToken(PASSWORD, Scope.SCOPE_READ));
          bot.send("m1", "without the scope");
          Sending.expectRefusal(
              bot.awaitResult("m1", "refused"), "SCOPE_MISSING", Status.Code.PERMISSION_DENIED);
          bot.command("enter kitchen");
          bot.awaitRoom("room-refused", "kitchen");
          owner.say("the bot reads");
          bot.awaitReached("lobby", 1);
          Delivery.expectMessages(bot, "lobby", 1, 1);
          int attempts = stage.sends("m1").size();
          Failure.unless(attempts == 1, "the client sends a refused message %d times", attempts);
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario invitation() {
    return Scenario.of(
        7,
        "used-invitation-is-refused",
        "INVITATION_INVALID is final for `Register`: a code creates one account, whose `Register` may be repeated, and no other; a refused guest goes on as before",
        "repeats a `Register` whose invitation code is refused",
        List.of("--registration", "invite"),
        stage -> {
          String code = stage.operator().invitationCode();
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.loseFirstAnswer("Register"));
          ana.command("register " + PASSWORD + " " + code);
          Line registered = ana.await("registered", line -> line.is("registered"));
          Failure.unless(
              registered.text("id").equals(ana.id()),
              "the guest had the id %s, and the client prints %s",
              ana.id(),
              registered);
          ClientProcess berta = stage.join("Berta");
          int before = stage.relay().calls("Register").size();
          berta.command("register " + PASSWORD + " " + code);
          stage.await(
              "the client prints that the code is refused",
              () ->
                  !berta.lines("register-refused").isEmpty()
                      || stage.relay().calls("Register").size() > before + 1);
          int calls = stage.relay().calls("Register").size() - before;
          Failure.unless(
              calls == 1, "the code is refused, and the client calls Register %d times", calls);
          Sending.expectRefusal(
              berta.lines("register-refused").get(0),
              "INVITATION_INVALID",
              Status.Code.FAILED_PRECONDITION);
          berta.send("m1", "still a guest");
          berta.awaitResult("m1", "sent");
          berta.command("register " + PASSWORD + " " + stage.operator().invitationCode());
          berta.await("registered", line -> line.is("registered"));
          ana.awaitReached("lobby", 1);
        });
  }

  private static Scenario blocked() {
    return Scenario.of(
        7,
        "blocked-sender-is-refused",
        "DIRECT_REFUSED is final for the message: an account accepts no private messages of a user; the session of the user goes on",
        "repeats a private message until the recipient accepts it",
        REGISTRATION,
        stage -> {
          OtherClient luis = stage.registered("Luis", PASSWORD);
          ClientProcess ana = stage.join("Ana");
          luis.block(ana.id());
          ana.command("tell m1 " + luis.id() + " not accepted");
          stage.await(
              "m1 is refused",
              () ->
                  ana.lines().stream().anyMatch(line -> line.is("refused", "m1"))
                      || stage.sends("m1").size() > 1);
          int attempts = stage.sends("m1").size();
          Failure.unless(attempts == 1, "the client sends a refused message %d times", attempts);
          Sending.expectRefusal(
              ana.awaitResult("m1", "refused"), "DIRECT_REFUSED", Status.Code.PERMISSION_DENIED);
          ana.send("m2", "to all");
          ana.awaitResult("m2", "sent");
          luis.unblock(ana.id());
          ana.command("tell m3 " + luis.id() + " accepted");
          ana.awaitResult("m3", "sent");
          Sending.expectTexts(luis, List.of("to all"));
          int direct = luis.history("").size();
          Failure.unless(direct == 1, "the recipient has %d private messages", direct);
          Sending.expectOneStream(stage);
        });
  }

  static void expectNo(Stage stage, String method) {
    int calls = stage.relay().calls(method).size();
    Failure.unless(calls == 0, "the client calls %s %d times", method, calls);
  }
}
