package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks that a client works while server and network work. Clients that are wrong on purpose must
 * also pass this check. A client that did not pass would fail every scenario, and its failure would
 * prove nothing about the scenario.
 */
public final class Smoke {
  /** How often the check has been run. Runs share a server, so each of them has its own names. */
  private static final AtomicInteger RUNS = new AtomicInteger();

  private Smoke() {}

  /** Runs the check. */
  public static void play(Stage stage) {
    int run = RUNS.incrementAndGet();
    OtherClient luis = stage.otherClient("Luis" + run);
    ClientProcess ana = stage.join("Ana" + run);
    ana.send("m1", "good morning");
    ana.awaitResult("m1", "sent");
    String answer = "and to you, " + run;
    luis.say(answer);
    ana.await("the message of Luis", line -> line.text("text").equals(answer));
  }
}
