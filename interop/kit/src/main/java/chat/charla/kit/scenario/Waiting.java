package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.network.Script;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scenarios about sends that are refused with a retry delay, and about the commands that a client
 * may send during the delay.
 */
final class Waiting {
  private Waiting() {}

  static List<Scenario> all() {
    return List.of(orderSurvivesRefusal(), delaySurvivesStream());
  }

  private static Scenario orderSurvivesRefusal() {
    return Scenario.of(
        1,
        "order-survives-a-refusal",
        "A client that is told to wait sends no new command until all outstanding commands are answered; then it repeats the refused commands in order",
        "sends new messages after the delay, while earlier messages have no answer yet",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          Set<String> withheld = ConcurrentHashMap.newKeySet();
          stage.follow(withhold(withheld, Set.of("m3", "m4", "m5", "m6")));
          Sending.sendAll(ana, 1, 6);
          stage.await("m3 to m6 are sent", () -> withheld.size() == 4);
          Sending.storageRefuses(stage, "m3", Duration.ofMillis(100));
          // The client handles frames in order. When it has printed this later message, it has
          // handled the refusal.
          luis.tell(ana.id(), "wait");
          ana.awaitReached("", 1);
          Sending.sendAll(ana, 7, 8);
          // This is longer than the delay plus any jitter of a first attempt.
          stage.pause(Duration.ofMillis(1500));
          Failure.unless(
              stage.sends("m7").isEmpty(),
              "the client sends m7 while m4, which is older, has no answer yet");
          for (String id : List.of("m4", "m5", "m6")) {
            Sending.storageRefuses(stage, id, Duration.ofMillis(100));
          }
          ana.awaitCount("sent", 8);
          Sending.expectTexts(luis, Sending.numbered(1, 8));
          Sending.expectOneStream(stage);
        });
  }

  private static Scenario delaySurvivesStream() {
    return Scenario.of(
        1,
        "wait-outlives-the-stream",
        "A client that is told to wait continues to wait when the stream is lost",
        "forgets the delay when the stream is lost",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          Set<String> withheld = ConcurrentHashMap.newKeySet();
          stage.follow(withhold(withheld, Set.of("m1")));
          ana.send("m1", "text 1");
          stage.await("m1 is sent", () -> withheld.size() == 1);
          Duration delay = Duration.ofMillis(2500);
          long refusedAt = System.nanoTime();
          Sending.storageRefuses(stage, "m1", delay);
          stage.stream().cut();
          ana.awaitOnline(2);
          ana.send("m2", "text 2");
          ana.awaitResult("m1", "sent");
          ana.awaitResult("m2", "sent");
          Endings.expectWait(refusedAt, stage.sends("m1").get(1).nanos(), delay);
          Endings.expectWait(refusedAt, stage.sends("m2").get(0).nanos(), delay);
          Sending.expectTexts(luis, Sending.numbered(1, 2));
        });
  }

  /** Drops the first attempt of each of these sends. */
  private static Script withhold(Set<String> withheld, Set<String> ids) {
    return Scripts.onCommand(
        (stream, command) -> {
          String id = command.getSendMessage().getClientMessageId();
          return !ids.contains(id) || !withheld.add(id);
        });
  }
}
