package chat.charla.cli.settings;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's files are, as the XDG Base Directory Specification says; on Windows, where its
 * APPDATA and LOCALAPPDATA say.
 */
public final class UserDirectories {
  private static final String NAME = "charla";

  private final Map<String, String> environment;

  /** As these environment variables say. */
  public UserDirectories(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** What the user has set: {@code $XDG_CONFIG_HOME/charla}, or {@code ~/.config/charla}. */
  public Path config() {
    return directory("XDG_CONFIG_HOME", "APPDATA", ".config");
  }

  /**
   * What the program remembers: {@code $XDG_STATE_HOME/charla}, or {@code ~/.local/state/charla}.
   */
  public Path state() {
    return directory("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state");
  }

  /** What a shell calls {@code ~}. */
  public Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
  }

  private Path directory(String variable, String windowsVariable, String inHome) {
    for (String candidate : new String[] {variable, windowsVariable}) {
      String path = environment.getOrDefault(candidate, "");
      // The specification: a relative path is to be ignored.
      if (!path.isEmpty() && Path.of(path).isAbsolute()) {
        return Path.of(path, NAME);
      }
    }
    return home().resolve(inHome).resolve(NAME);
  }
}
