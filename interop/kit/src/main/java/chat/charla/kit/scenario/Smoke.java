package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Peer;
import chat.charla.kit.world.Stage;

/**
 * What also a client does that is wrong on purpose: it converses, as long as nothing fails. One
 * that cannot do even that would fail every scenario, and prove nothing.
 */
public final class Smoke {
  private Smoke() {}

  /** Plays it. */
  public static void play(Stage stage) {
    Peer luis = stage.peer("Luis");
    ClientProcess ana = stage.join("Ana");
    ana.send("m1", "good morning");
    ana.awaitResult("m1", "sent");
    luis.say("and to you");
    ana.await("what Luis says", line -> line.text("text").equals("and to you"));
  }
}
