package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Scenarios about sends. Each send that is not refused must take effect exactly once. */
final class Sending {
  private Sending() {}

  static List<Scenario> all() {
    return List.of(
        lostResult(),
        lostCommand(),
        twoSends(),
        serverKilled(),
        order(),
        burst(),
        storageFails(),
        rateLimit(),
        refusal(),
        internalResult(),
        failingCommand(),
        tooLong(),
        exactText(),
        whiteSpace(),
        replyById());
  }

  private static Scenario lostResult() {
    return Scenario.of(
        3,
        "lost-send-result",
        "Repeating a send with its `client_message_id` returns the first result and posts nothing",
        "gives a message a new id for each attempt",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.cutAtFirstFrame(frame -> frame.getResult().hasMessageSent()));
          ana.send("m1", "once only");
          Line sent = ana.awaitResult("m1", "sent");
          expectOnce(luis, "once only");
          Failure.unless(
              sent.json().get("duplicate").getAsBoolean(),
              "the send was a repetition, and the client prints %s",
              sent);
          Failure.unless(
              sent.number("sequence") == 1,
              "the first result is 1, and the client prints %s",
              sent);
        });
  }

  private static Scenario lostCommand() {
    return Scenario.of(
        3,
        "lost-send-command",
        "The outcome of a command without a result is unknown: repeating the command settles it",
        "treats a message as sent once it is written to the stream",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.cutAtFirstCommand(ConverseRequest::hasSendMessage));
          ana.send("m1", "not lost");
          ana.awaitResult("m1", "sent");
          expectOnce(luis, "not lost");
        });
  }

  private static Scenario twoSends() {
    return Scenario.of(
        3,
        "two-sends-two-messages",
        "A `client_message_id` is unique within an identity and timeline",
        "sends every message under the same id",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          ana.send("m1", "the same words");
          ana.send("m2", "the same words");
          ana.send("m3", "other words");
          ana.awaitResult("m1", "sent");
          ana.awaitResult("m2", "sent");
          ana.awaitResult("m3", "sent");
          expectTexts(luis, List.of("the same words", "the same words", "other words"));
        });
  }

  private static Scenario serverKilled() {
    return Scenario.of(
        2,
        "server-killed-while-sending",
        "Durable before visible: every message that was acknowledged or shown survives `kill -9`, and the client repeats all others",
        "forgets messages without a result when a stream is lost",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          sendAll(ana, 1, 20);
          stage.killServer();
          sendAll(ana, 21, 40);
          stage.restartServer();
          ana.awaitCount("sent", 1);
          sendAll(ana, 41, 60);
          stage.killServer();
          stage.restartServer();
          ana.awaitCount("sent", 60);
          ana.awaitReached("lobby", 60);
          List<String> texts = texts(stage.reconnected(luis));
          for (int i = 1; i <= 60; i++) {
            int number = i;
            long times = texts.stream().filter(text -> text.equals("text " + number)).count();
            Failure.unless(times == 1, "message %d is in the room %d times", i, times);
          }
          Failure.unless(
              stage.relay().calls("Join").size() == 1,
              "an identity outlives the server, and the client has joined %d times",
              stage.relay().calls("Join").size());
        });
  }

  private static Scenario order() {
    return Scenario.of(
        1,
        "order-of-sends-is-kept",
        "Messages to one timeline keep the order in which they are sent, even when they are repeated",
        "repeats pending messages in the order of their ids",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(
              Scripts.cutAtFirstCommand(
                  command -> command.getSendMessage().getClientMessageId().equals("m8")));
          stage.wire().block();
          for (int i = 1; i <= 10; i++) {
            // Neither the order of the ids nor that of their hashes is the order of the messages.
            ana.send("m" + (10 - i), "text " + i);
          }
          stage.wire().unblock();
          ana.awaitCount("sent", 10);
          expectTexts(luis, numbered(1, 10));
        });
  }

  private static Scenario burst() {
    return Scenario.of(
        3,
        "more-sends-than-the-window",
        "The server takes the next command only while fewer than 64 commands are unanswered",
        "drops new messages while 64 messages have no result",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.wire().delay(30);
          sendAll(ana, 1, 200);
          ana.awaitCount("sent", 200);
          ana.awaitReached("lobby", 200);
          Failure.unless(texts(luis).size() == 200, "the room has %d messages", texts(luis).size());
        });
  }

  private static Scenario storageFails() {
    return Scenario.of(
        7,
        "storage-fails-for-a-moment",
        "STORAGE_UNAVAILABLE: the outcome is unknown; repeat with the same id after the retry delay",
        "repeats a refused send without waiting for the delay that the refusal asks for",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          Set<String> withheld = ConcurrentHashMap.newKeySet();
          stage.follow(
              Scripts.onCommand(
                  (stream, command) ->
                      !command.hasSendMessage()
                          || !withheld.add(command.getSendMessage().getClientMessageId())));
          sendAll(ana, 1, 2);
          stage.await("m1 and m2 are sent", () -> withheld.size() == 2);
          // The longer delay begins during the shorter delay, because results come in any order.
          storageRefuses(stage, "m2", Duration.ofMillis(500));
          stage.pause(Duration.ofMillis(100));
          storageRefuses(stage, "m1", Duration.ofMillis(1500));
          ana.awaitCount("sent", 2);
          Failure.unless(texts(luis).size() == 2, "the room has %s", texts(luis));
          expectWait(stage, "m1", Duration.ofMillis(1500));
          expectWait(stage, "m2", Duration.ofMillis(500));
        });
  }

  private static Scenario rateLimit() {
    return Scenario.of(
        7,
        "rate-limit-is-awaited",
        "RATE_LIMITED: repeat in order, with the same ids, after the retry delay",
        "treats RATE_LIMITED as final",
        List.of("--message-rate", "4/1s"),
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          sendAll(ana, 1, 12);
          ana.awaitCount("sent", 12);
          expectTexts(luis, numbered(1, 12));
          int sends = attempts(stage, 1, 12);
          Failure.unless(sends > 12, "nothing was refused");
          // Four of the 12 messages pass at once. Then two messages pass after each half second.
          Failure.unless(sends <= 12 * 4, "the client has sent %d times instead of waiting", sends);
        });
  }

  /** Refuses the first attempt of a send in place of the server, on the newest stream. */
  static void storageRefuses(Stage stage, String id, Duration delay) {
    Error error =
        Frames.error(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE, Status.Code.UNAVAILABLE, delay);
    String requestId = stage.sends(id).get(0).request().getRequestId();
    ContractCalls.inject(stage.stream(), Frames.refusal(requestId, error));
  }

  private static void expectWait(Stage stage, String id, Duration delay) {
    List<ContractCalls.Command> attempts = stage.sends(id);
    long waited = (attempts.get(1).nanos() - attempts.get(0).nanos()) / 1_000_000;
    Failure.unless(
        waited >= delay.toMillis(),
        "the client is asked to wait %d ms before it repeats %s, and waits only %d ms",
        delay.toMillis(),
        id,
        waited);
  }

  private static Scenario refusal() {
    return Scenario.of(
        7,
        "refusal-is-final",
        "A refused command is answered by an `Error`, and the stream stays open",
        "repeats a refused send, whatever the reason",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          ana.command("tell m1 unknownidentity hello");
          Line refused = ana.awaitResult("m1", "refused");
          expectRefusal(refused, "USER_NOT_FOUND", Status.Code.NOT_FOUND);
          stage.pause(Duration.ofSeconds(1));
          ana.send("m2", "the stream is still open");
          ana.awaitResult("m2", "sent");
          int attempts = stage.sends("m1").size();
          Failure.unless(attempts == 1, "the client sends a refused message %d times", attempts);
          expectOneStream(stage);
        });
  }

  private static Scenario internalResult() {
    return Scenario.of(
        7,
        "internal-result-is-unknown",
        "INTERNAL as the result of a send does not end the stream, and leaves the outcome unknown",
        "treats INTERNAL as the refusal of a send",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          Error error = Frames.error(ErrorReason.ERROR_REASON_INTERNAL, Status.Code.INTERNAL);
          stage.follow(Scripts.refuseCommands(command -> hasId(command, "m1"), error));
          ana.send("m1", "the server fails with INTERNAL");
          ana.send("m2", "the stream is still open");
          ana.awaitResult("m1", "lost");
          ana.awaitResult("m2", "sent");
          expectOneStream(stage);
        });
  }

  private static Scenario failingCommand() {
    return Scenario.of(
        7,
        "failing-command-holds-nothing-back",
        "The client gives up a command that makes the server fail repeatedly, and sends the commands after it",
        "repeats forever a command that ends its stream with INTERNAL",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          RelayedCall first = stage.stream();
          // The first stream fails when all three messages are outstanding. Each later stream fails
          // when m2 arrives.
          stage.follow(
              Scripts.onCommand(
                  (stream, command) -> {
                    if (hasId(command, stream == first ? "m3" : "m2")) {
                      Endings.failInternally(stream);
                    }
                    return stream != first && !hasId(command, "m2");
                  }));
          sendAll(ana, 1, 3);
          ana.awaitResult("m1", "sent");
          ana.awaitResult("m3", "sent");
          ana.awaitResult("m2", "lost");
          expectTexts(luis, List.of("text 1", "text 3"));
        });
  }

  private static boolean hasId(ConverseRequest command, String id) {
    return command.getSendMessage().getClientMessageId().equals(id);
  }

  private static Scenario tooLong() {
    return Scenario.of(
        7,
        "too-long-text-is-refused-once",
        "Clients enforce `Limits`: otherwise one oversized pending send makes them reconnect forever",
        "sends texts of any length",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          ana.send("m1", "x".repeat(5000));
          // This text is so long that it would break the stream.
          ana.send("m2", "y".repeat(5_000_000));
          ana.send("m3", "short enough");
          expectRefusal(
              ana.awaitResult("m1", "refused"), "MESSAGE_TOO_LARGE", Status.Code.INVALID_ARGUMENT);
          expectRefusal(
              ana.awaitResult("m2", "refused"), "MESSAGE_TOO_LARGE", Status.Code.INVALID_ARGUMENT);
          ana.awaitResult("m3", "sent");
          expectOneStream(stage);
        });
  }

  private static Scenario exactText() {
    return Scenario.of(
        1,
        "text-arrives-exactly",
        "A text is delivered exactly as it was sent",
        "trims texts",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          List<String> texts =
              List.of(
                  "  spaces around  ",
                  "two\nlines\n",
                  "a back\\slash, \\n no line end, \"quotes\"",
                  "e\u0301 is not \u00e9",
                  "\ud83d\udc69\u200d\ud83d\ude80 \u202eright to left\u202c \u0000 zero",
                  "\ttab\n\n");
          for (int i = 0; i < texts.size(); i++) {
            ana.send("m" + i, texts.get(i));
            ana.awaitResult("m" + i, "sent");
          }
          expectTexts(luis, texts);
          texts.forEach(luis::say);
          ana.awaitReached("lobby", 2L * texts.size());
          List<String> printed = ana.texts("lobby");
          Failure.unless(
              printed.subList(texts.size(), printed.size()).equals(texts),
              "the client prints %s",
              printed);
        });
  }

  private static Scenario whiteSpace() {
    return Scenario.of(
        7,
        "white-space-is-unicodes",
        "A text is blank if and only if all its characters have the Unicode property White_Space",
        "treats U+001C as white space",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          List<String> texts =
              List.of("\u001c", "\u001f\t", " \u200b", "\ufeff", "\u180e", "\u0000");
          for (int i = 0; i < texts.size(); i++) {
            ana.send("m" + i, texts.get(i));
            ana.awaitResult("m" + i, "sent");
          }
          expectTexts(luis, texts);
          // No programming language treats a character of these texts as a line end.
          List<String> blanks =
              List.of("\t\n ", "\u00a0", "\u1680", "\u2000\u2003\u200a", "\u202f", "\u205f\u3000");
          for (int i = 0; i < blanks.size(); i++) {
            ana.send("b" + i, blanks.get(i));
            Line refused = ana.awaitResult("b" + i, "refused");
            expectRefusal(refused, "MESSAGE_EMPTY", Status.Code.INVALID_ARGUMENT);
          }
          expectOneStream(stage);
        });
  }

  private static Scenario replyById() {
    return Scenario.of(
        6,
        "reply-by-id-not-name",
        "A name may get another owner, so a reply goes to the user id",
        "sends a private message to the name that it last saw for the id",
        List.of("--name-lease", "1s"),
        stage -> {
          ClientProcess ana = stage.join("Ana");
          OtherClient bea = stage.otherClient("Bea");
          bea.tell(ana.id(), "psst");
          bea.say("hello from Bea");
          ana.awaitReached("", 1);
          ana.awaitReached("lobby", 1);
          OtherClient cid = stage.otherClientAsSoonAsFree("Bea");
          ana.command("tell m1 " + ana.messages("").get(0).text("from") + " for you alone");
          ana.awaitResult("m1", "sent");
          Failure.unless(cid.history("").isEmpty(), "the reply reaches the new owner of the name");
          Failure.unless(bea.history("").size() == 2, "the reply does not reach its addressee");
        });
  }

  /** Refuses the first send in place of the server. */
  static Script refuseFirstSend(Error error) {
    AtomicBoolean refused = new AtomicBoolean();
    return Scripts.refuseCommands(
        command -> command.hasSendMessage() && refused.compareAndSet(false, true), error);
  }

  static void expectRefusal(Line refused, String reason, Status.Code code) {
    Failure.unless(
        refused.text("reason").equals(reason) && refused.number("code") == code.value(),
        "the reason is %s and the code %d, and the client prints %s",
        reason,
        code.value(),
        refused);
  }

  static void expectOneStream(Stage stage) {
    int streams = stage.relay().streams().size();
    Failure.unless(streams == 1, "one stream is expected, and the client has opened %d", streams);
  }

  static void expectOnce(OtherClient reader, String text) {
    long times = texts(reader).stream().filter(text::equals).count();
    Failure.unless(times == 1, "the message is in the room %d times", times);
  }

  /** Fails unless these are the messages in the lobby, in this order. */
  static void expectTexts(OtherClient reader, List<String> expected) {
    List<String> texts = texts(reader);
    Failure.unless(texts.equals(expected), "the room has %s", texts);
  }

  static List<String> texts(OtherClient reader) {
    return reader.history("lobby").stream()
        .map(event -> event.getMessagePosted().getText())
        .toList();
  }

  /** Sends messages with the ids {@code m1}, {@code m2} and so on. */
  static void sendAll(ClientProcess client, int first, int last) {
    for (int i = first; i <= last; i++) {
      client.send("m" + i, "text " + i);
    }
  }

  /** The texts that {@link #sendAll} sends. */
  static List<String> numbered(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(number -> "text " + number).toList();
  }

  /** How often the client has sent the messages of {@link #sendAll}, repetitions included. */
  static int attempts(Stage stage, int first, int last) {
    return IntStream.rangeClosed(first, last).map(n -> stage.sends("m" + n).size()).sum();
  }
}
