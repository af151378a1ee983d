package chat.charla.cli.chat.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.state.Link;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private static final String SERVER = "localhost:9998";

  @Test
  void aConnectedClientShowsRoomsUsersAndServer() {
    assertEquals(
        "conectado · dev · sin leer: lobby:3! ops:1 · 1 usuario · localhost:9998",
        spanish(
            new StatusLine(
                Link.Condition.ONLINE,
                "",
                "",
                SERVER,
                "dev",
                1,
                List.of(
                    new StatusLine.Unread("lobby", 3, true),
                    new StatusLine.Unread("ops", 1, false)),
                1)));
  }

  @Test
  void withoutAConnectionItsStateComesFirst() {
    StatusLine status =
        new StatusLine(Link.Condition.WAITING, "no responde", "", SERVER, "lobby", 3, List.of(), 2);
    assertEquals(
        "sin conexión, pulsa Enter para reintentar · 2 sin enviar · lobby ·"
            + " localhost:9998 · no responde",
        spanish(status));
    assertEquals(
        "offline, press Enter to retry · 2 unsent · lobby · localhost:9998 ·" + " no responde",
        status.in(Messages.in(Language.ENGLISH)).plain());
    assertTrue(status.in(Messages.in(Language.SPANISH)).spans().get(0).style().bold());
  }

  @Test
  void withoutARoomTheRowNamesNoRoom() {
    assertEquals(
        "conectando… · localhost:9998",
        spanish(new StatusLine(Link.Condition.CONNECTING, "", "", SERVER, "", 0, List.of(), 0)));
  }

  @Test
  void withoutANameTheLineSaysSo() {
    StatusLine status =
        new StatusLine(Link.Condition.NAMELESS, "", "", SERVER, "", 0, List.of(), 0);
    assertEquals("aún sin nombre · localhost:9998", spanish(status));
    assertEquals("no name yet · localhost:9998", status.in(Messages.in(Language.ENGLISH)).plain());
  }

  @Test
  void accountComesAfterTheConnection() {
    StatusLine status =
        new StatusLine(Link.Condition.ONLINE, "", "Ana", SERVER, "lobby", 2, List.of(), 0);
    assertEquals("conectado · cuenta Ana · lobby · 2 usuarios · localhost:9998", spanish(status));
    StatusLine over =
        new StatusLine(Link.Condition.SIGNED_OUT, "", "Ana", SERVER, "lobby", 2, List.of(), 1);
    assertEquals("sin sesión · cuenta Ana · 1 sin enviar · lobby · localhost:9998", spanish(over));
  }

  @Test
  void roomNameCannotControlTheTerminal() {
    assertEquals(
        "conectado · \uFFFD[2J · 0 usuarios · localhost:9998",
        spanish(
            new StatusLine(Link.Condition.ONLINE, "", "", SERVER, "\u001b[2J", 0, List.of(), 0)));
  }

  private static String spanish(StatusLine status) {
    return status.in(Messages.in(Language.SPANISH)).plain();
  }
}
