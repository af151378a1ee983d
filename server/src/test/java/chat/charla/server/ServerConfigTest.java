package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Values of a configuration that the command line's options cannot give. */
class ServerConfigTest {
  private final ServerConfig.Builder builder = ServerConfig.builder(Path.of("data"));

  @Test
  void zeroChoosesTheDefaultsThatDependOnTheMemory() {
    ServerConfig defaults = ServerConfig.builder(Path.of("data")).build();
    ServerConfig config = builder.maxMemberships(0).memoryBytes(0).build();

    assertTrue(config.capacity().memberships() > 0 && config.memoryBytes() > 0);
    assertEquals(defaults.capacity().memberships(), config.capacity().memberships());
    assertEquals(defaults.memoryBytes(), config.memoryBytes());
  }

  @Test
  void negativeValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, builder.maxMemberships(-1)::build);
    builder.maxMemberships(1);
    assertThrows(IllegalArgumentException.class, builder.memoryBytes(-1)::build);
  }
}
