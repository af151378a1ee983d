package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.v1.ErrorReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Joining the chat and keeping the name. In virtual time. */
class ChatJoiningTest {
  @Test
  void welcomeCannotImitateALine() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0));
    assertEquals("hola\n  | <Luis>: falso", ana.console.next());
    assertEquals(Prompt.turn("<Ana>: "), ana.prompt());
  }

  @Test
  void lostNameIsReplacedAndTheTypedLineIsStillAMessage() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(
        Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of("suggested_name", "Ana-2")));
    ana.streamEnds(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals(
        "14:03 -- Otro usuario tomó tu nombre mientras no estabas; ahora eres Ana-2.",
        ana.console.next());
    ana.opens(user("Ana-2", "me"), timeline("lobby", 0, 0)).types("hola");
    assertEquals(Prompt.turn("<Ana-2>: "), ana.prompt());
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void withoutASuggestionTheNextLineIsTheName() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of()));
    ana.streamEnds(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals("Nombre en uso. Escoge otro nombre: ", ana.console.next());
    ana.types("Eva").opens(user("Eva", "me"), timeline("lobby", 0, 0));
    assertEquals(Prompt.turn("<Eva>: "), ana.prompt());
    assertTrue(ana.console.rememberedForLater().isEmpty());
  }

  @Test
  void supersededStreamEndsTheChat() {
    Scene ana = Scene.person().joins();
    ana.streamEnds(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Map.of());
    assertEquals(
        "14:03 -- El servidor terminó la conversación: Otro programa continuó tu conversación.",
        ana.console.next());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }
}
