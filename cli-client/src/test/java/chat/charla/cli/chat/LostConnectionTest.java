package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.saidPrivately;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The chat shows a loss of the connection at once, loses no typed line, and shows missed messages
 * later. In virtual time.
 */
class LostConnectionTest {
  private static final String LOST =
      "14:03 -- Conexión perdida (el servidor cortó la conexión). Próximo intento en 8 s; pulsa"
          + " Enter para reintentar ya.";

  @Test
  void lossIsShownAtOnceWithTheReasonAndTheTimeToTheNextAttempt() {
    Scene ana = Scene.person().joins().losesConnection();
    assertEquals(List.of(LOST), ana.console.rest());
    assertEquals("(sin conexión) <Ana>: ", ana.console.prompt());
    assertEquals(
        "sin conexión, pulsa Enter para reintentar · lobby · localhost:9998"
            + " · el servidor cortó la conexión",
        ana.console.status());
    int shown = ana.console.areasShown();
    ana.waits(Duration.ofSeconds(1)).types("/status");
    assertTrue(ana.console.next().contains("sin conexión; próximo intento en 7 s"));
    ana.waits(Duration.ofSeconds(6));
    assertEquals(shown + 1, ana.console.areasShown(), "only for the typed line");
    ana.waits(Duration.ofSeconds(1));
    assertEquals("conectando… · lobby · localhost:9998", firstThree(ana.console.status()));
    ana.opens(timeline("lobby", 0, 0));
    assertEquals(List.of("14:03 -- Conectado de nuevo"), ana.console.rest());
    assertEquals("conectado · lobby · 0 usuarios · localhost:9998", ana.console.status());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void enterReconnects() {
    Scene ana = Scene.person().joins().losesConnection();
    assertFalse(ana.server.hasStream());
    ana.types("");
    assertTrue(ana.server.hasStream());
  }

  @Test
  void reconnectCommandReconnects() {
    Scene ana = Scene.person().joins().losesConnection().reads();
    ana.types("/reconnect");
    assertTrue(ana.server.hasStream());
    ana.server.nextStream();
    assertEquals(List.of("-- Intentando conectar de nuevo…"), ana.console.rest());
    ana.types("/reconnect");
    assertTrue(ana.server.hasStream());
    assertEquals(1, ana.server.connectionsRenewed());
  }

  @Test
  void enterWhileOnlineDoesNothing() {
    Scene ana = Scene.person().joins().types("");
    assertEquals(List.of(), ana.console.rest());
    assertFalse(ana.server.hasStream());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void linesTypedOfflineAreShownAsPendingAndSentOnce() {
    Scene ana = Scene.person().joins().losesConnection().reads().types("uno").types("dos");
    assertEquals(List.of("… uno", "… dos"), ana.console.pending());
    assertTrue(ana.console.status().contains(" · 2 sin enviar · "), ana.console.status());
    assertFalse(ana.server.hasCommand());
    ana.types("").opens(timeline("lobby", 0, 0));
    ConverseRequest one = ana.server.nextCommand();
    ConverseRequest two = ana.server.nextCommand();
    assertFalse(ana.server.hasCommand());
    ana.accepts(one, 1).accepts(two, 2).posts(one, 1).posts(two, 2);
    assertEquals(
        List.of("14:03 -- Conectado de nuevo", "14:03 <Ana> uno", "14:03 <Ana> dos"),
        ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  /** The client repeats a query for some seconds before it gives up. */
  @Test
  void failedQueryIsReportedWithTheCommandAsTyped() {
    Scene ana = Scene.person().joins().losesConnection().reads();
    ana.server.isUnreachable();
    List<String> queries = List.of("/who", ":i", "/USERS", "/whoami", "/rooms", "/history 5");
    queries.forEach(query -> ana.types("  " + query));
    assertEquals(
        queries.stream()
            .map(query -> "-- " + query + " no se ejecutó, porque no hay conexión (conexión")
            .toList(),
        ana.waits(Duration.ofSeconds(30)).console.rest().stream()
            .map(line -> line.replaceFirst(" rechazada.*", ""))
            .toList());
    ana.types("/lang en").reads().types("/who").waits(Duration.ofSeconds(30));
    assertEquals(
        List.of(
            "-- /who was not carried out, because there is no connection"
                + " (connection refused; perhaps the server is not running)."),
        ana.console.rest());
  }

  @Test
  void roomCommandTypedOfflineIsCarriedOutLater() {
    Scene ana = Scene.person().joins().losesConnection().reads().types("/join dev");
    assertEquals(
        List.of("-- /join dev se ejecutará cuando vuelva a haber conexión."), ana.console.rest());
    assertFalse(ana.server.hasCommand());
    ana.types("").opens(timeline("lobby", 0, 0)).reads();
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(List.of("-- Estás en la sala dev."), ana.console.rest());
    ana.losesConnection().reads().types("/leave");
    assertEquals(
        List.of("-- /leave se ejecutará cuando vuelva a haber conexión."), ana.console.rest());
  }

  @Test
  void missedMessagesHaveAHeader() {
    Scene ana = Scene.person().joins().losesConnection().types("").reads();
    ana.opens(timeline("lobby", 0, 2), timeline("", 0, 1));
    ana.receives(said("lobby", 1, LUIS, "uno"), said("lobby", 2, LUIS, "dos"));
    ana.caughtUp("lobby", 2);
    ana.receives(saidPrivately(1, LUIS, ANA, "tres")).caughtUp("", 1);
    ana.receives(said("lobby", 3, LUIS, "ahora"));
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "── 3 mensajes mientras no estabas ──",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos",
            "14:03 [privado] Luis → tú: tres",
            "── al día ──",
            "14:03 <Luis> ahora"),
        ana.console.rest());
  }

  @Test
  void ownMessageIsNotCountedAsMissed() {
    Scene ana = Scene.person().joins().types("mía");
    ConverseRequest sent = ana.server.nextCommand();
    ana.losesConnection().types("").reads().opens(timeline("lobby", 0, 2));
    ana.posts(sent, 1).receives(said("lobby", 2, LUIS, "de Luis")).caughtUp("lobby", 2);
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "14:03 <Ana> mía",
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> de Luis",
            "── al día ──"),
        ana.console.rest());
  }

  @Test
  void trimmedMessagesAreNotCountedAsMissed() {
    Scene ana = Scene.person().joins().losesConnection().types("").reads();
    ana.opens(timeline("lobby", 0, 12)).gap("lobby", 1, 11);
    ana.receives(said("lobby", 12, LUIS, "el último")).caughtUp("lobby", 12);
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "── faltan 11 mensajes: el servidor ya no los conserva ──",
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> el último",
            "── al día ──"),
        ana.console.rest());
  }

  @Test
  void newIdentityHasMissedNothing() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 4, 5)).reads();
    ana.receives(said("lobby", 5, LUIS, "justo entonces")).caughtUp("lobby", 5);
    assertEquals(List.of("14:03 <Luis> justo entonces"), ana.console.rest());
  }

  @Test
  void anotherDayBeginsWithALine() {
    Scene ana =
        Scene.person().joins().losesConnection().types("").opens(timeline("lobby", 0, 1)).reads();
    ana.receives(
        said("lobby", 1, LUIS, "ayer").toBuilder()
            .setCreateTime(Scene.time(Scene.NOW.minus(Duration.ofDays(1))))
            .build());
    ana.caughtUp("lobby", 1).receives(said("lobby", 2, LUIS, "hoy"));
    assertEquals(
        List.of(
            "── 1 mensaje mientras no estabas ──",
            "── domingo 1 de marzo de 2026 ──",
            "14:03 <Luis> ayer",
            "── al día ──",
            "── lunes 2 de marzo de 2026 ──",
            "14:03 <Luis> hoy"),
        ana.console.rest());
  }

  private static String firstThree(String status) {
    String[] parts = status.split(" · ");
    return String.join(" · ", parts[0], parts[1], parts[2]);
  }
}
