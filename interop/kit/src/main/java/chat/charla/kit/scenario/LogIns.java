package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.Operator;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Scope;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/** Scenarios about the end of an account's session, and about the log-in that follows. */
final class LogIns {
  private static final String PASSWORD = Accounts.PASSWORD;
  private static final String NEW_PASSWORD = "see-how-they-run";

  /** How long to watch for another attempt of a client that must wait for its user. */
  private static final Duration WATCH = Duration.ofMillis(600);

  private LogIns() {}

  static List<Scenario> all() {
    return List.of(
        limited(),
        revoked(),
        pendingSurvives(),
        passwordChanged(),
        suspended(),
        recovered(),
        expiredToken(),
        otherAccount(),
        leaving());
  }

  private static Scenario limited() {
    return Scenario.of(
        7,
        "log-in-rate-is-awaited",
        "RATE_LIMITED for `LogIn`: repeat the same request after the retry delay",
        "repeats a `LogIn` without waiting for the delay",
        Accounts.REGISTRATION,
        stage -> {
          var ignored = stage.registered("Ana", PASSWORD);
          Duration delay = Duration.ofMillis(1200);
          stage.follow(
              Scripts.refuse(
                  "LogIn",
                  1,
                  Frames.error(
                      ErrorReason.ERROR_REASON_RATE_LIMITED,
                      Status.Code.RESOURCE_EXHAUSTED,
                      delay)));
          stage.logIn("Ana", PASSWORD);
          List<RelayedCall> calls = stage.relay().calls("LogIn");
          Endings.expectWait(calls.get(0).startNanos(), calls.get(1).startNanos(), delay);
        });
  }

  private static Scenario revoked() {
    return Scenario.of(
        7,
        "revoked-session-stops",
        "SESSION_REVOKED: STOP, until the user has logged in again; a send without a result is neither sent nor refused",
        "joins as a guest when its session is revoked",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "by the revoked session");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          first.revokeOthers();
          awaitStopped(stage, ana, "SESSION_REVOKED");
          ana.endInput();
          Endings.expectExit(ana, 1);
          Failure.unless(
              ana.lines().stream()
                  .noneMatch(line -> line.is("sent", "m1") || line.is("refused", "m1")),
              "the outcome is unknown; %s",
              ana.lastOutput());
          Accounts.expectNo(stage, "Join");
          int streams = stage.relay().streams().size();
          Failure.unless(streams == 1, "the client has opened %d streams", streams);
          Failure.unless(first.history("lobby").isEmpty(), "the message is in the room");
        });
  }

  private static Scenario pendingSurvives() {
    return Scenario.of(
        3,
        "revoked-while-sending",
        "After a log-in with the same `User.id` the client repeats what has no result, under its `client_message_id`",
        "gives up its messages when its session is revoked",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          stage.follow(new LoseM1ResultAndM2());
          ana.send("m1", "posted");
          ana.send("m2", "not posted");
          stage.await("m2 is sent", () -> !stage.sends("m2").isEmpty());
          stage.await("m1 is posted", () -> first.history("lobby").size() == 1);
          first.revokeOthers();
          awaitStopped(stage, ana, "SESSION_REVOKED");
          stage.follow(Script.PASS);
          ana.logIn("Ana", PASSWORD);
          Line repeated = ana.awaitResult("m1", "sent");
          Failure.unless(
              repeated.json().get("duplicate").getAsBoolean(),
              "the send was a repetition, and the client prints %s",
              repeated);
          ana.awaitResult("m2", "sent");
          ana.awaitReached("lobby", 2);
          Sending.expectTexts(first, List.of("posted", "not posted"));
          Delivery.expectMessages(ana, "lobby", 1, 2);
        });
  }

  /** Drops the result of m1, which the server has posted, and the command m2. */
  private static final class LoseM1ResultAndM2 implements Script {
    @Override
    public void onRequest(RelayedCall call, byte[] message) {
      if (!call.method().equals("Converse")
          || !ContractCalls.request(message).getSendMessage().getClientMessageId().equals("m2")) {
        call.toServer(message);
      }
    }

    @Override
    public void onResponse(RelayedCall call, byte[] message) {
      if (!call.method().equals("Converse") || !ContractCalls.response(message).hasResult()) {
        call.toClient(message);
      }
    }
  }

  private static Scenario passwordChanged() {
    return Scenario.of(
        7,
        "refused-log-in-is-final",
        "LOGIN_REFUSED is final: after another device has changed the password, the client asks its user for the new one",
        "repeats a `LogIn` that is refused",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          first.changePassword(PASSWORD, NEW_PASSWORD);
          awaitStopped(stage, ana, "SESSION_REVOKED");
          logInRefused(stage, ana, PASSWORD, "LOGIN_REFUSED");
          first.say("with the new password");
          ana.logIn("Ana", NEW_PASSWORD);
          ana.awaitOnline(2);
          ana.awaitReached("lobby", 1);
          Delivery.expectMessages(ana, "lobby", 1, 1);
        });
  }

  private static Scenario suspended() {
    return Scenario.of(
        7,
        "suspended-account-stops",
        "ACCOUNT_SUSPENDED: STOP, also when a `LogIn` is refused; once the operator has resumed the account, nothing is lost",
        "repeats a `LogIn` while the account is suspended",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "before the suspension");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.follow(Script.PASS);
          Operator operator = stage.operator();
          operator.suspend(first.id());
          awaitStopped(stage, ana, "ACCOUNT_SUSPENDED");
          logInRefused(stage, ana, PASSWORD, "ACCOUNT_SUSPENDED");
          luis.say("meanwhile");
          operator.resume(first.id());
          ana.logIn("Ana", PASSWORD);
          ana.awaitResult("m1", "sent");
          ana.awaitReached("lobby", 2);
          Delivery.expectMessages(ana, "lobby", 1, 2);
          Sending.expectTexts(luis, List.of("meanwhile", "before the suspension"));
        });
  }

  private static Scenario recovered() {
    return Scenario.of(
        4,
        "cursors-survive-a-log-in",
        "After a log-in with the same `User.id` the client keeps its cursors: a recovery code ends the session of a device that is not connected, and the device misses nothing",
        "forgets its cursors when it logs in",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          luis.say("before");
          ana.awaitReached("lobby", 1);
          stage.wire().block();
          first.resetPassword(stage.operator().recoveryCode(first.id()), NEW_PASSWORD);
          luis.say("meanwhile");
          stage.wire().unblock();
          awaitStopped(stage, ana, "SESSION_REVOKED");
          ana.logIn("Ana", NEW_PASSWORD);
          ana.awaitOnline(2);
          luis.say("after");
          ana.await("the last message", line -> line.text("text").equals("after"));
          Delivery.expectMessages(ana, "lobby", 1, 3);
        });
  }

  private static Scenario expiredToken() {
    return Scenario.of(
        7,
        "expired-access-token-stops",
        "SESSION_EXPIRED for the session of an account: STOP, and do not go on as a guest",
        "joins as a guest when its access token has expired",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient owner = stage.registered("Ana", PASSWORD);
          ClientProcess bot =
              stage.useToken(owner.accessToken(PASSWORD, Scope.SCOPE_READ, Scope.SCOPE_WRITE));
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          bot.send("m1", "with the old token");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.follow(Script.PASS);
          Frames.close(
              stage.stream(),
              Frames.error(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Status.Code.UNAUTHENTICATED),
              Closing.Action.ACTION_REJOIN);
          awaitStopped(stage, bot, "SESSION_EXPIRED");
          bot.logIn("Ana", PASSWORD);
          bot.awaitResult("m1", "sent");
          Sending.expectTexts(owner, List.of("with the old token"));
        });
  }

  private static Scenario otherAccount() {
    return Scenario.of(
        3,
        "other-account-sends-nothing",
        "After a log-in with another `User.id` the outcome of a send without a result stays unknown, and no send of the old account is sent",
        "sends the messages of an account under another account",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          OtherClient ana = stage.registered("Ana", PASSWORD);
          OtherClient eva = stage.registered("Eva", PASSWORD);
          ClientProcess client = stage.logIn("Ana", PASSWORD);
          luis.tell(ana.id(), "to Ana");
          client.awaitReached("", 1);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          client.send("m1", "written by Ana");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.wire().block();
          client.awaitCount("offline", 1);
          client.send("m2", "queued by Ana");
          ana.revokeOthers();
          luis.tell(eva.id(), "to Eva");
          stage.follow(Script.PASS);
          stage.wire().unblock();
          awaitStopped(stage, client, "SESSION_REVOKED");
          client.logIn("Eva", PASSWORD);
          client.awaitOnline(2);
          client.awaitResult("m1", "lost");
          client.awaitResult("m2", "refused");
          client.send("m3", "by Eva");
          client.awaitResult("m3", "sent");
          luis.tell(eva.id(), "to Eva again");
          client.await("a message to Eva", line -> line.text("text").equals("to Eva again"));
          Sending.expectTexts(luis, List.of("by Eva"));
        });
  }

  private static Scenario leaving() {
    return Scenario.of(
        6,
        "leaving-needs-no-log-in",
        "A client whose session has ended has nothing to wait for when it is told to leave: it settles its messages, and exits",
        "waits for another log-in although it is told to leave",
        Accounts.REGISTRATION,
        stage -> {
          OtherClient first = stage.registered("Ana", PASSWORD);
          ClientProcess ana = stage.logIn("Ana", PASSWORD);
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "without a result");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.follow(Script.PASS);
          first.revokeOthers();
          awaitStopped(stage, ana, "SESSION_REVOKED");
          ana.command("leave");
          ana.awaitResult("m1", "lost");
          Endings.expectExit(ana, 0);
          int calls = stage.relay().calls("LogIn").size();
          Failure.unless(calls == 1, "the client calls LogIn %d times", calls);
          Failure.unless(first.history("lobby").isEmpty(), "the message is in the room");
        });
  }

  /** Waits until the session has ended, and the client waits for a log-in. */
  private static void awaitStopped(Stage stage, ClientProcess client, String reason) {
    stage.await(
        "the client stops",
        () -> !client.lines("stopped").isEmpty() || !stage.relay().calls("Join").isEmpty());
    Accounts.expectNo(stage, "Join");
    expectReason(client.lines("stopped").get(0), reason);
    Failure.unless(client.isRunning(), "the client exits instead of waiting for a log-in");
  }

  /** Tells the client to log in, and fails if it tries again after the refusal. */
  private static void logInRefused(
      Stage stage, ClientProcess client, String password, String reason) {
    int stops = client.lines("stopped").size();
    int calls = stage.relay().calls("LogIn").size();
    client.logIn("Ana", password);
    stage.await(
        "the client stops with " + reason,
        () ->
            client.lines("stopped").size() > stops
                || stage.relay().calls("LogIn").size() > calls + 1);
    stage.pause(WATCH);
    int more = stage.relay().calls("LogIn").size() - calls;
    Failure.unless(more == 1, "the log-in is refused, and the client calls LogIn %d times", more);
    expectReason(client.lines("stopped").get(stops), reason);
  }

  private static void expectReason(Line stopped, String reason) {
    Failure.unless(
        stopped.text("reason").equals(reason),
        "the reason is %s, and the client prints %s",
        reason,
        stopped);
  }
}
