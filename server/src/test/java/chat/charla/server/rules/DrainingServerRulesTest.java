package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.lobby;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that shuts down tells every client to reconnect, with a delay. */
class DrainingServerRulesTest {
  private static final ErrorReason DRAINING = ErrorReason.ERROR_REASON_SERVER_DRAINING;

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void everyStreamIsClosedWithResume() {
    ScriptedStream open = ana.online();
    ScriptedStream notOpenYet = world.join("Berta").converse();
    world.moment();

    world.server().drain();

    for (ScriptedStream stream : List.of(open, notOpenYet)) {
      Closing closing = stream.ends(DRAINING, Closing.Action.ACTION_RESUME);
      assertTrue(closing.hasReconnectDelay());
      assertEquals(closing.getReconnectDelay(), closing.getError().getRetryDelay());
    }
  }

  @Test
  void noNewStreamIsAccepted() {
    world.server().drain();

    ana.converse().ends(DRAINING, Closing.Action.ACTION_RESUME);
  }

  @Test
  void newJoinsAndSendsAreRefusedWithADelay() {
    world.server().drain();

    assertTrue(
        world.stranger().call(ScriptedClient.asking("Berta")).refused(DRAINING).retryDelay()
            != null);
    assertTrue(ana.call(lobby("m1", "hello")).refused(DRAINING).retryDelay() != null);
    ana.call(ScriptedClient.asking("Ana")).refused(DRAINING);
  }

  @Test
  void aRefusedSendPostsNothingAndSucceedsAfterTheRestart() {
    world.server().drain();
    ana.call(lobby("m1", "hello")).refused(DRAINING);

    world.restart();

    assertFalse(ana.call(lobby("m1", "hello")).get().getDuplicate());
    assertEquals(List.of("hello"), ana.history("lobby"));
  }

  @Test
  void presentIdentitiesAreReconnectingAfterTheRestart() {
    ScriptedClient berta = world.join("Berta");
    ana.online();
    world.server().drain();
    world.moment();

    world.restart();

    assertEquals(Map.of("Ana", Presence.PRESENCE_RECONNECTING), berta.present());
    ScriptedStream back = ana.open(Open.newBuilder());
    assertEquals(ana.user(), back.ready().getSelf());
  }
}
