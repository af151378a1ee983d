package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.v1.ErrorReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Joining the chat and keeping the name. In virtual time. */
class ChatJoiningTest {
  @Test
  void welcomeTextCannotLookLikeAMessageOfAnotherUser() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0));
    assertEquals("<Servidor>: hola\n  | <Luis>: falso", ana.console.next());
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
  }

  @Test
  void suggestedNameIsUsedAndTheNextLineIsAMessage() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(
        Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of("suggested_name", "Ana-2")));
    ana.streamEnds(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals(
        "14:03 -- Otro usuario tomó tu nombre mientras no estabas; ahora eres Ana-2.",
        ana.console.next());
    ana.opens(user("Ana-2", "me"), timeline("lobby", 0, 0)).types("hola");
    assertEquals(Prompt.regular("<Ana-2>: "), ana.prompt());
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void withoutASuggestionTheNextLineIsTheName() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of()));
    ana.streamEnds(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals("14:03 ✗ «Ana»: Nombre en uso.", ana.console.next());
    assertEquals("Escoge otro nombre: ", ana.console.next());
    ana.types("Eva").opens(user("Eva", "me"), timeline("lobby", 0, 0));
    assertEquals(Prompt.regular("<Eva>: "), ana.prompt());
    assertTrue(ana.console.savedInputHistory().isEmpty());
  }

  @Test
  void eachRefusedNameIsShownWithItsReasonAboveTheQuestion() {
    Scene ana = Scene.person();
    for (int refusals = 0; refusals < 3; refusals++) {
      ana.server.refuseNextJoin(Scene.refusal(ErrorReason.ERROR_REASON_NAME_INVALID, Map.of()));
    }
    ana.starts().types("Ana María").types("Ana María");
    String reason = "Nombre no válido: debe tener de 1 a 32 letras, números, «_», «.» o «-».";
    assertEquals(
        List.of(
            "14:03 ✗ «Ana»: " + reason,
            "14:03 ✗ «Ana María»: " + reason,
            "14:03 ✗ «Ana María»: " + reason),
        ana.console.rest());
    assertEquals("Escoge otro nombre (Enter = Ana_María): ", ana.console.prompt());
    assertEquals("aún sin nombre · localhost:9998", ana.console.status());
    ana.types("").opens(user("Ana_María", "me"), timeline("lobby", 0, 0));
    assertEquals(Prompt.regular("<Ana_María>: "), ana.prompt());
  }

  @Test
  void supersededStreamEndsTheChat() {
    Scene ana = Scene.person().joins();
    ana.streamEnds(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Map.of());
    assertEquals(
        "14:03 -- El servidor cerró tu sesión: Otro programa está usando tu identidad.",
        ana.console.next());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }
}
