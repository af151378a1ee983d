package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.Patience;
import java.time.Duration;
import java.util.List;

/** Scenarios about connections that are slow, or that die without a notification. */
final class Links {
  /** How soon a client must notice a dead connection: see the table of bounds in PROTOCOL.md. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(25);

  /**
   * The client gives up an attempt to connect after 30 s at most, and makes the next attempt after
   * a delay.
   */
  private static final Duration SILENCE_ENDS_WITHIN = Duration.ofSeconds(40);

  private Links() {}

  static List<Scenario> all() {
    return List.of(halfOpen(), quiet(), slow(), delayed(), silent(), secondAddress());
  }

  private static Scenario halfOpen() {
    return Scenario.of(
        4,
        "half-open-is-noticed",
        "Keepalive detects a connection that has died without notice",
        "has no keepalive",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          luis.say("before");
          ana.awaitReached("lobby", 1);
          stage.wire().swallow();
          luis.say("into the void");
          ana.await("offline", NOTICED_WITHIN, line -> line.is("offline"));
          ana.awaitReached("lobby", 2);
          Delivery.expectMessages(ana, "lobby", 1, 2);
        });
  }

  private static Scenario quiet() {
    return Scenario.of(
        5,
        "quiet-stream-stays-open",
        "A stream may be quiet for a long time: set no deadline on `Converse`",
        "gives streams a deadline",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.pause(Duration.ofSeconds(6));
          luis.say("good morning");
          ana.awaitReached("lobby", 1);
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario slow() {
    return Scenario.of(
        5,
        "slow-link-loses-nothing",
        "A slow reader gets every event, at its own pace, on the same stream",
        "when it is behind, shows only the newest events",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.wire().throttle(60_000);
          String text = "x".repeat(1000);
          stage.wire().block();
          luis.chatter(100, text);
          stage.wire().unblock();
          ana.awaitOnline(2);
          luis.chatter(50, text);
          for (int i = 1; i <= 5; i++) {
            ana.send("m" + i, "from the slow side " + i);
          }
          ana.awaitCount("sent", 5);
          ana.awaitReached("lobby", 155);
          Delivery.expectMessages(ana, "lobby", 1, 155);
          int streams = stage.relay().streams().size();
          Failure.unless(
              streams == 2,
              "two streams are expected on a slow connection, and the client has opened %d",
              streams);
        });
  }

  private static Scenario silent() {
    return Scenario.of(
        4,
        "silent-connection-is-given-up",
        "If a connection is accepted but stays silent, the client gives it up after 10 to 30 s, and makes another connection",
        "waits ten minutes for a connection that stays silent",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.wire().ignore();
          stage.await("the client connects again", () -> stage.wire().ignored() > 0);
          stage.wire().unblock();
          ana.send("m1", "on another connection");
          ana.await("sent", SILENCE_ENDS_WITHIN, line -> line.is("sent", "m1"));
          Patience.await(
              "the client closes the connection that is silent",
              SILENCE_ENDS_WITHIN,
              () -> stage.wire().ignoredAreClosed());
        });
  }

  private static Scenario secondAddress() {
    return Scenario.of(
        4,
        "second-address-is-tried",
        "A name may have several addresses: if one accepts the connection and stays silent, the client tries the next",
        "tries only the first address",
        stage -> {
          ClientProcess ana = stage.startWithSilentAddress("Ana");
          ana.await("online", SILENCE_ENDS_WITHIN, line -> line.is("online"));
          ana.send("m1", "by the other way");
          ana.awaitResult("m1", "sent");
        });
  }

  private static Scenario delayed() {
    return Scenario.of(
        4,
        "delayed-link-is-awaited",
        "A late answer is not a lost answer",
        "gives up an attempt after 1.5 s",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          stage.wire().delay(1000);
          ClientProcess ana = stage.join("Ana");
          ana.send("m1", "from far away");
          ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "from far away");
          Sending.expectOneStream(stage);
          int joins = stage.relay().calls("Join").size();
          Failure.unless(joins == 1, "one Join is expected, and the client has sent %d", joins);
        });
  }
}
