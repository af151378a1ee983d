package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which data directory is the default. */
class DefaultDataTest {
  private static final Path HOME_DATA = Path.of("/home/ana/.local/state/charla/server");

  @Test
  void theDefaultIsBelowTheStateDirectory() {
    assertEquals(
        Path.of("/var/state/charla/server"),
        data(Map.of("XDG_STATE_HOME", "/var/state", "HOME", "/home/ana"), "/home/ana"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "state", "./state"})
  void aRelativeStateDirectoryIsIgnored(String state) {
    assertEquals(
        HOME_DATA, data(Map.of("XDG_STATE_HOME", state, "HOME", "/home/ana"), "/somewhere"));
  }

  /** In a container whose image lacks the user, Java does not know the home directory. */
  @Test
  void theDefaultIsBelowTheHomeDirectoryOfTheEnvironment() {
    assertEquals(HOME_DATA, data(Map.of("HOME", "/home/ana"), "?"));
  }

  @Test
  void theDefaultIsBelowTheHomeDirectoryOfJava() {
    assertEquals(HOME_DATA, data(Map.of(), "/home/ana"));
  }

  @Test
  void withoutAHomeDirectoryTheDataDirectoryMustBeGiven() {
    assertThrows(IllegalArgumentException.class, () -> data(Map.of("HOME", ""), "?"));
  }

  private static Path data(Map<String, String> environment, String userHome) {
    return ServerOptions.defaultData(environment, userHome);
  }
}
