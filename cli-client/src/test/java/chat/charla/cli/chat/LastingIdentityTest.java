package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.client.SavedSession;
import chat.charla.v1.ConverseRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A later process continues the identity of an earlier process. In virtual time. */
class LastingIdentityTest {
  @Test
  void lastingIdentityIsSavedWithItsPendingMessages() {
    Scene ana = Scene.lasting(null).joins().receives(said("lobby", 1, LUIS, "hola"));
    ana.losesConnection().reads().types("sin enviar").types("/quit");
    assertEquals(
        List.of(
            "14:03 ✗ No se envió «sin enviar»: se enviará cuando vuelvas a entrar.",
            "Hasta pronto. Tu identidad queda guardada: al volver verás los mensajes que te"
                + " perdiste."),
        ana.console.rest());
    SavedSession saved = ana.kept.get(ana.kept.size() - 1);
    assertEquals("token", saved.token());

    Scene again = Scene.lasting(SavedSession.fromBytes(saved.toBytes())).starts();
    assertEquals("-- Queda 1 mensaje por enviar de la vez anterior.", again.console.next());
    assertEquals(List.of("… sin enviar"), again.console.pending());
    again.opens(timeline("lobby", 1, 2), timeline("", 0, 0));
    again.receives(said("lobby", 2, LUIS, "¿sigues?")).caughtUp("lobby", 2);
    ConverseRequest sent = again.server.nextCommand();
    again.accepts(sent, 3).posts(sent, 3);
    assertEquals(
        List.of(
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> ¿sigues?",
            "── al día ──",
            "14:03 <Ana> sin enviar"),
        again.console.rest());
    assertFalse(again.server.hasCommand());
  }

  @Test
  void failureToSaveIsReportedWithTheReason(@TempDir Path directory) throws IOException {
    Path session = Files.createFile(directory.resolve("state")).resolve("session");
    Scene ana = Scene.keptIn(saved -> PrivateFiles.write(session, saved.toBytes())).joins();
    ana.time.advance(Duration.ofSeconds(1));
    String expected =
        "No se pudo guardar la conversación: no se puede escribir "
            + session
            + ": hay un archivo donde debería haber un directorio";
    assertEquals(
        1, ana.console.everything().stream().filter(line -> line.endsWith(expected)).count());
  }
}
