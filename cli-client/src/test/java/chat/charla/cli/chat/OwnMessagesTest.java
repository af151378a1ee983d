package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The user's own message is pending until its event comes, and is then shown once. In virtual time.
 */
class OwnMessagesTest {
  @Test
  void ownMessageIsPendingUntilItsEventAndIsShownOnce() {
    Scene ana = Scene.person().joins().types("hola");
    assertEquals(List.of("… hola"), ana.console.pending());
    assertEquals(List.of(), ana.console.rest());
    ConverseRequest sent = ana.server.nextCommand();
    ana.accepts(sent, 1);
    assertEquals(List.of("… hola"), ana.console.pending());
    ana.posts(sent, 1);
    assertEquals(List.of(), ana.console.pending());
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
  }

  @Test
  void eventMayArriveBeforeTheResult() {
    Scene ana = Scene.person().joins().types("hola");
    ConverseRequest sent = ana.server.nextCommand();
    ana.posts(sent, 1).accepts(sent, 1);
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void refusedMessageIsMarkedWithTheReasonAndNotRepeated() {
    Scene ana = Scene.person().joins().types("/msg Nadie hola");
    assertEquals(List.of("… [privado] → Nadie: hola"), ana.console.pending());
    ana.refuses(ana.server.nextCommand(), ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    assertEquals(
        List.of("14:03 ✗ No se envió «hola»: Usuario no conectado: «Nadie»."), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
    ana.waits(Duration.ofMinutes(5));
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void manyPendingMessagesDoNotFillTheScreen() {
    Scene ana = Scene.person().joins().losesConnection();
    for (int i = 1; i <= 9; i++) {
      ana.types("m" + i);
    }
    assertEquals(List.of("… m1", "… m2", "… m3", "… m4", "… y 5 más"), ana.console.pending());
  }

  @Test
  void ownMessageIsShownEvenIfItsEventIsTrimmed() {
    Scene ana = Scene.person().joins().types("hola");
    ConverseRequest sent = ana.server.nextCommand();
    ana.accepts(sent, 1).gap("lobby", 1, 12);
    assertEquals(
        List.of("── faltan 12 mensajes: el servidor ya no los conserva ──", "14:03 <Ana> hola"),
        ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void ownMessageIsShownEvenIfItsResultComesAfterTheTrimming() {
    Scene ana = Scene.person().joins().types("hola");
    ana.server.nextCommand();
    ana.losesConnection().types("").opens(timeline("lobby", 0, 12)).gap("lobby", 1, 12).reads();
    ana.accepts(ana.server.nextCommand(), 5, true);
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void messageOfAnotherProgramWithTheSameIdentityIsShown() {
    Scene ana = Scene.person().joins().receives(said("lobby", 1, ANA, "desde otra parte"));
    assertEquals("14:03 <Ana> desde otra parte", ana.console.next());
  }
}
