package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.left;
import static chat.charla.cli.chat.Scene.refusal;
import static chat.charla.cli.chat.Scene.said;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code /block}, {@code /unblock} and {@code /blocks}. In virtual time. */
class BlocksTest {
  private static final String NOW_BLOCKED =
      "-- Luis ya no puede enviarte mensajes privados, en ninguno de tus dispositivos. En las salas"
          + " sigues viendo lo que escribe Luis; con /ignore se oculta.";

  @Test
  void aUserIsBlockedListedAndUnblocked() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/blocks").types("/block luis");
    assertEquals(List.of("-- No bloqueas a ningún usuario.", NOW_BLOCKED), ana.console.rest());
    assertEquals(List.of(LUIS), ana.server.blocked());
    ana.types("/blocks").receives(said("lobby", 1, LUIS, "hola"));
    assertEquals(List.of("-- Usuarios bloqueados: Luis", "14:03 <Luis> hola"), ana.console.rest());
    ana.types("/unblock LUIS").types("/unblock luis");
    assertEquals(
        List.of("-- Luis puede volver a enviarte mensajes privados.", "-- No bloqueabas a «luis»."),
        ana.console.rest());
    assertEquals(List.of(), ana.server.blocked());
  }

  @Test
  void anAuthorCanBeBlockedAfterLeaving() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().receives(said("lobby", 1, LUIS, "hola"), left(LUIS)).reads().types("/block luis");
    assertEquals(List.of(NOW_BLOCKED), ana.console.rest());
    assertEquals(List.of(LUIS), ana.server.blocked());
  }

  @Test
  void unknownUsersAndOneselfAreNotBlocked() {
    Scene ana = Scene.person();
    ana.server.lists(ANA);
    ana.joins().types("/block eva").types("/block ana").types("/block");
    assertEquals(
        List.of(
            "-- Usuario no conectado: «eva»",
            "-- No puedes bloquearte a ti mismo.",
            "-- Uso: /block NOMBRE"),
        ana.console.rest());
    assertEquals(List.of(), ana.server.blocked());
  }

  @Test
  void refusalsAreExplained() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.server.refuseNextBlock(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    ana.server.refuseNextBlock(
        refusal(ErrorReason.ERROR_REASON_ARGUMENT_INVALID, Map.of("max_blocked_users", "100")));
    ana.joins().types("/block luis").types("/block luis");
    assertEquals(
        List.of(
            "-- /block luis no se ejecutó: Eso solo pueden hacerlo los usuarios con cuenta.",
            "-- /block luis no se ejecutó: Ya bloqueas a 100 usuarios, que es el máximo: desbloquea"
                + " antes a uno."),
        ana.console.rest());
    ana.server.isUnreachable();
    ana.types("/unblock luis").waits(Duration.ofSeconds(30));
    assertEquals(
        List.of(
            "-- /unblock luis no se ejecutó, porque no hay conexión (conexión rechazada; quizá el"
                + " servidor no está en marcha)."),
        ana.console.rest());
  }

  @Test
  void theAuthorLearnsThatAMessageWasRefused() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/msg luis hola");
    ana.refuses(ana.server.nextCommand(), ErrorReason.ERROR_REASON_DIRECT_REFUSED);
    assertEquals(
        List.of("14:03 ✗ No se envió «hola»: Este usuario no acepta mensajes privados tuyos."),
        ana.console.rest());
  }
}
