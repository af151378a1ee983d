package chat.charla.cli.connection.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.settings.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownServersTest {
  private static final Fingerprint ONE = new Fingerprint("01:".repeat(31) + "01");
  private static final Fingerprint TWO = new Fingerprint("02:".repeat(31) + "02");

  @TempDir Path directory;

  @Test
  void savesHostAndPortTogether() throws IOException {
    KnownServers known = known();
    known.add(new ServerAddress("Chat.example", 1), ONE);
    known.add(new ServerAddress("chat.example", 2), TWO);
    known.add(new ServerAddress("::1", 1), TWO);
    assertEquals(Optional.of(ONE), known.find(new ServerAddress("chat.EXAMPLE", 1)));
    assertEquals(Optional.of(TWO), known.find(new ServerAddress("chat.example", 2)));
    assertEquals(Optional.of(TWO), known.find(new ServerAddress("[::1]", 1)));
    assertEquals(Optional.empty(), known.find(new ServerAddress("example", 1)));
    assertEquals(Optional.empty(), known.find(new ServerAddress("chat.example", 11)));
  }

  @Test
  void keepsLinesOfOtherPrograms() throws IOException {
    ServerAddress server = new ServerAddress("chat.example", 1);
    known().add(server, ONE);
    assertThrows(KnownServers.AlreadyKnownException.class, () -> known().add(server, TWO));
    known().add(server, ONE);
    assertEquals(KnownServers.line(server, ONE) + "\n", Files.readString(known().path()));
  }

  @Test
  void keepsLinesOfTheUser() throws IOException {
    Files.writeString(known().path(), "# mine\n\n  chat.example:1   " + "01".repeat(32));
    known().add(new ServerAddress("chat.example", 2), TWO);
    assertEquals(Optional.of(ONE), known().find(new ServerAddress("chat.example", 1)));
    assertEquals(4, Files.readAllLines(known().path()).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.example:1", "chat.example:1 0101", "chat.example:1 x y"})
  void malformedLineIsAnError(String line) throws IOException {
    Files.writeString(known().path(), "#\n" + line);
    KnownServers.MalformedLineException refusal =
        assertThrows(
            KnownServers.MalformedLineException.class,
            () -> known().find(new ServerAddress("other.example", 1)));
    assertEquals(2, refusal.line());
  }

  private KnownServers known() {
    return new KnownServers(directory.resolve("known-servers"));
  }
}
