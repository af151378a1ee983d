package chat.charla.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class UserDirectoriesTest {
  @Test
  void variableWithARelativePathIsIgnored() {
    Map<String, String> environment =
        Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "relative");
    UserDirectories directories = new UserDirectories(environment);
    assertEquals(Optional.of(Path.of("/c/charla")), directories.config());
    assertEquals(Optional.of(Path.of("/h/.local/state/charla")), directories.state());
  }

  @Test
  void invalidHomeCountsAsNone() {
    Optional<Path> javas = Optional.of(Path.of(System.getProperty("user.home")));
    for (String home : new String[] {"", "?", "relative", "/h\0"}) {
      assertEquals(javas, new UserDirectories(Map.of("HOME", home)).home());
    }
  }
}
