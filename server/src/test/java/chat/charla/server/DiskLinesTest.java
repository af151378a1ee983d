package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.disk.DiskChange;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.logging.LogOutput;
import chat.charla.server.logging.TerminalFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the console says about the disk is true at each step, in both languages. */
class DiskLinesTest {
  private static final long GB = 1_000_000_000;

  /** While space is freed, some messages are still refused although more than the bound is free. */
  @Test
  void eachStepHasItsLine() {
    List<DiskChange> changes =
        List.of(
            new DiskChange(DiskLevel.ENOUGH, DiskLevel.LOW, 4 * GB, 5 * GB),
            new DiskChange(DiskLevel.LOW, DiskLevel.TOO_LOW, 2 * GB, 5 * GB),
            new DiskChange(DiskLevel.TOO_LOW, DiskLevel.LOW, 6 * GB, 5 * GB),
            new DiskChange(DiskLevel.LOW, DiskLevel.ENOUGH, 7 * GB, 5 * GB));

    assertEquals(
        """
        [SERVER] Warning: the disk has only 4.0 GB of free space, less than 5.0 GB. Messages of users who have written much are refused. Free some space
        [SERVER] Warning: the disk has only 2.0 GB of free space, less than half of 5.0 GB. Messages, new users and new rooms are refused. Free some space
        [SERVER] Warning: the disk now has 6.0 GB of free space. Only messages of users who have written much are refused, until 6.3 GB are free
        [SERVER] The disk has enough free space again: 7.0 GB; at least 5.0 GB should be free
        """,
        printed(Locale.ENGLISH, changes));
    assertEquals(
        "[SERVER] Aviso: en el disco hay ahora 6.0 GB libres. Solo se rechazan los mensajes de quienes"
            + " han escrito mucho, hasta que haya 6.3 GB\n",
        printed(Locale.forLanguageTag("es"), changes.subList(2, 3)));
  }

  private static String printed(Locale language, List<DiskChange> changes) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (LogOutput output =
        new LogOutput(
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            new TerminalFormat(),
            Console.words(language))) {
      Console console =
          new Console(output, language, true, Console.LINES_AT_ONCE, InstantSource.system());
      changes.forEach(console::diskLevelChanged);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r", "");
  }
}
