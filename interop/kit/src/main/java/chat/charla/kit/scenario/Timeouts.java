package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.network.RelayedCall;
import java.time.Duration;
import java.util.List;

/** Scenarios about calls that the server never answers, on a connection that works. */
final class Timeouts {
  /** A client gives up an attempt after 30 s at most, and makes the next attempt after a delay. */
  private static final Duration REPEATED_WITHIN = Duration.ofSeconds(40);

  private Timeouts() {}

  static List<Scenario> all() {
    return List.of(call(), join(), stream());
  }

  private static Scenario call() {
    return Scenario.of(
        3,
        "unanswered-call-is-repeated",
        "A unary call without an answer is given up after 10 to 30 s, and repeated with the same ids",
        "waits for the answer to a call without a time limit",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.leaveFirstUnanswered("Execute"));
          ana.command("execute-send m1 once only");
          Line sent = ana.await("sent", REPEATED_WITHIN, line -> line.is("sent", "m1"));
          Sending.expectOnce(luis, "once only");
          Failure.unless(
              sent.json().get("duplicate").getAsBoolean(),
              "the server has carried out the first call, and the client prints %s",
              sent);
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario join() {
    return Scenario.of(
        6,
        "unanswered-join-is-repeated",
        "A `Join` without an answer is given up after 10 to 30 s, and repeated with the same `request_id`",
        "waits for the answer to `Join` without a time limit",
        stage -> {
          stage.follow(Scripts.leaveFirstUnanswered("Join"));
          ClientProcess ana = stage.start("Ana");
          ana.await("online", REPEATED_WITHIN, line -> line.is("online"));
          List<String> ids =
              stage.relay().calls("Join").stream()
                  .map(join -> ContractCalls.join(join).getRequestId())
                  .distinct()
                  .toList();
          Failure.unless(
              ids.size() == 1,
              "a repetition has the same request_id, and the client sends %s",
              ids);
          String name = ana.name();
          Failure.unless(name.equals("Ana"), "the name was free, and the client has %s", name);
        });
  }

  private static Scenario stream() {
    return Scenario.of(
        4,
        "stream-without-ready-is-given-up",
        "A stream on which `Ready` has not arrived is given up after 10 to 30 s, and the client opens another one",
        "waits for `Ready` without a time limit",
        stage -> {
          stage.follow(Scripts.leaveFirstUnanswered("Converse"));
          ClientProcess ana = stage.start("Ana");
          ana.await("online", REPEATED_WITHIN, line -> line.is("online"));
          ana.send("m1", "on another stream");
          ana.awaitResult("m1", "sent");
          RelayedCall first = stage.relay().streams().get(0);
          stage.await("the client cancels the first stream", () -> !first.isAlive());
        });
  }
}
