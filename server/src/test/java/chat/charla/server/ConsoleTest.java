package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.logging.LineFormat;
import chat.charla.server.logging.LogOutput;
import chat.charla.server.logging.TerminalFormat;
import chat.charla.server.logging.TextFormat;
import chat.charla.testkit.Patience;
import chat.charla.v1.User;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which lines about clients the console prints, and which time each line has. */
class ConsoleTest {
  private static final User ANA = User.newBuilder().setName("Ana").setId("id").build();

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-12-01T12:00:00Z");

  @Test
  void theSummaryHasTheTimeOfTheLastLineThatItCounts() {
    try (LogOutput output = output(new TextFormat())) {
      Console console = console(output, 1);
      console.left(ANA);
      console.left(ANA);
      now = Instant.parse("2026-12-01T12:00:02Z");
      console.left(ANA);
      now = Instant.parse("2026-12-01T12:01:00Z");
    }

    Patience.await("the summary", () -> lines().size() == 2);
    assertEquals(
        "2026-12-01T12:00:02.000Z INFO [SERVER] Client <Ana,id> disconnected! (1 more like this"
            + " was left out)",
        lines().get(1));
  }

  /**
   * A program may record what the terminal shows, so the limit of lines applies to terminals too.
   */
  @Test
  void aTerminalIsLimitedAsWell() {
    int most = Console.LINES_AT_ONCE_ON_TERMINAL;
    try (LogOutput output = output(new TerminalFormat())) {
      Console console = console(output, most);
      for (int i = 0; i < 10_005; i++) {
        console.left(ANA);
      }
      Patience.await("the first lines", () -> lines().size() == most);
    }

    Patience.await("the summary", () -> lines().size() == most + 1);
    assertTrue(lines().get(most).endsWith(" (4 more like this were left out)"));
  }

  @Test
  void theNumberOneIsSingular() {
    try (LogOutput output = output(new TerminalFormat())) {
      for (String language : List.of("en", "es")) {
        Locale locale = Locale.forLanguageTag(language);
        Console console = new Console(output, locale, true, 9, () -> now);
        for (String count : List.of("1", "2")) {
          console.administered(
              "account.sessions_revoked", "a1", Map.of("count", count, "name", "Ana"));
          console.administered(
              "invitation.created", "i1", Map.of("uses", count, "expire_time", "2027"));
        }
      }
    }

    assertEquals(
        List.of(
            "[SERVER] The operator has ended 1 session of the account <Ana,a1>",
            "[SERVER] The operator has created the invitation i1 for 1 account, which is valid until"
                + " 2027",
            "[SERVER] The operator has ended 2 sessions of the account <Ana,a1>",
            "[SERVER] The operator has created the invitation i1 for 2 accounts, which is valid until"
                + " 2027",
            "[SERVER] Quien administra el servidor cerró 1 sesión de la cuenta <Ana,a1>",
            "[SERVER] Quien administra el servidor creó la invitación i1 para 1 cuenta, válida hasta"
                + " 2027",
            "[SERVER] Quien administra el servidor cerró 2 sesiones de la cuenta <Ana,a1>",
            "[SERVER] Quien administra el servidor creó la invitación i1 para 2 cuentas, válida hasta"
                + " 2027"),
        lines());
  }

  private LogOutput output(LineFormat format) {
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    return new LogOutput(out, format, Console.words(Locale.ENGLISH));
  }

  private Console console(LogOutput output, int atOnce) {
    return new Console(output, Locale.ENGLISH, true, atOnce, () -> now);
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
