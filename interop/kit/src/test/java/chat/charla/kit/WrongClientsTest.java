package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the patches as far as that is possible without running a client. */
class WrongClientsTest {
  private static final Path PATCHES = Path.of("wrong");

  @TempDir Path directory;

  @Test
  void everyPatchNamesItsFailure() {
    for (Scenario scenario : Scenarios.ALL) {
      Path patch = PATCHES.resolve(scenario.name() + ".patch");
      assertTrue(Files.exists(patch), patch::toString);
      assertDoesNotThrow(() -> WrongClients.expected(patch));
    }
  }

  @Test
  void aPatchWithoutAFailureIsRefused() throws IOException {
    Path patch = Files.writeString(directory.resolve("a.patch"), "fails: too late\n--- a/b\n");
    assertEquals("too late", WrongClients.expected(patch));
    Path none = Files.writeString(directory.resolve("b.patch"), "--- a/b\n");
    assertThrows(IOException.class, () -> WrongClients.expected(none));
  }
}
