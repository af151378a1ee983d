package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.v1.ConverseRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Leaving by a command or the end of input, and the outcome of pending messages. In virtual time.
 */
class LeavingTest {
  @Test
  void quittingOfflineShowsUnsentMessages() {
    Scene ana = Scene.person().joins().types("antes");
    ana.server.nextCommand();
    ana.losesConnection().reads().types("después");
    ana.server.ignoresLeave();
    ana.types("/quit").waits(Duration.ofSeconds(14));
    assertEquals(
        List.of(
            "14:03 -- Esperando al servidor para enviar los mensajes pendientes…",
            "14:03 -- El servidor no respondió: los demás usuarios aún pueden verte durante un"
                + " rato.",
            "14:03 ? No se sabe si se envió «antes».",
            "14:03 ✗ No se envió «después»: la sesión ya terminó.",
            "Adiós, ¡vuelve pronto!"),
        ana.console.rest());
    assertEquals(Ending.UNSENT, ana.chat.ended().getNow(null));
  }

  @Test
  void quittingOfflineSendsPendingMessagesIfTheServerIsBack() {
    Scene ana = Scene.person().joins().losesConnection().reads().types("adiós").types("/quit");
    ana.opens(timeline("lobby", 0, 0));
    ConverseRequest sent = ana.server.nextCommand();
    ana.accepts(sent, 1);
    assertEquals(
        List.of(
            "14:03 -- Esperando al servidor para enviar los mensajes pendientes…",
            "14:03 -- Conectado de nuevo",
            "14:03 <Ana> adiós",
            "Adiós, ¡vuelve pronto!"),
        ana.console.rest());
    assertEquals(Ending.LEFT, ana.chat.ended().getNow(null));
  }

  @Test
  void quittingWaitsForTheLastMessage() {
    Scene ana = Scene.person().joins().types("adiós").types("/quit");
    ConverseRequest sent = ana.server.nextCommand();
    assertNull(ana.chat.ended().getNow(null));
    ana.accepts(sent, 1).posts(sent, 1);
    assertEquals(List.of("14:03 <Ana> adiós", "Adiós, ¡vuelve pronto!"), ana.console.rest());
    assertEquals(Ending.LEFT, ana.chat.ended().getNow(null));
  }

  @Test
  void endOfInputAtATerminalLeavesEvenWithoutAServer() {
    Scene ana = Scene.person().joins().losesConnection().types("hola");
    ana.chat.endOfInput(null);
    ana.waits(Duration.ofSeconds(14));
    assertEquals(Ending.UNSENT, ana.chat.ended().getNow(null));
  }

  @Test
  void endOfAPipeWaitsForTheServer() {
    Scene pipe = Scene.pipe().joins().losesConnection().types("hola");
    pipe.chat.endOfInput(null);
    pipe.waits(Duration.ofMinutes(1));
    assertNull(pipe.chat.ended().getNow(null));
    while (!pipe.server.hasStream()) {
      pipe.waits(Duration.ofSeconds(1));
    }
    pipe.opens(timeline("lobby", 0, 0));
    ConverseRequest sent = pipe.server.nextCommand();
    pipe.accepts(sent, 1).posts(sent, 1);
    assertEquals(Ending.LEFT, pipe.chat.ended().getNow(null));
  }
}
