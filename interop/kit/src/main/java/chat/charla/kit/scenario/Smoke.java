package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;

/**
 * Checks that a client works while server and network work. Clients that are wrong on purpose must
 * also pass this check. A client that did not pass would fail every scenario, and its failure would
 * prove nothing about the scenario.
 */
public final class Smoke {
  private Smoke() {}

  /** Runs the check. */
  public static void play(Stage stage) {
    OtherClient luis = stage.otherClient("Luis");
    ClientProcess ana = stage.join("Ana");
    ana.send("m1", "good morning");
    ana.awaitResult("m1", "sent");
    luis.say("and to you");
    ana.await("the message of Luis", line -> line.text("text").equals("and to you"));
  }
}
