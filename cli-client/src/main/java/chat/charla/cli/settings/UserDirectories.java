package chat.charla.cli.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The directories for a user's files, by the XDG Base Directory Specification, and on Windows by
 * APPDATA and LOCALAPPDATA. A directory may be absent, because a container's user may have no home
 * directory. Java reports a missing home directory as "?".
 */
public final class UserDirectories {
  private static final String NAME = "charla";

  private final Map<String, String> environment;

  /** The directories according to these environment variables. */
  public UserDirectories(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The directory for configuration: {@code $XDG_CONFIG_HOME/charla}, or {@code ~/.config/charla}.
   */
  public Optional<Path> config() {
    return directory("XDG_CONFIG_HOME", "APPDATA", ".config");
  }

  /** The directory for state: {@code $XDG_STATE_HOME/charla}, or {@code ~/.local/state/charla}. */
  public Optional<Path> state() {
    return directory("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state");
  }

  /** The user's home directory. */
  public Optional<Path> home() {
    return absolute(environment.getOrDefault("HOME", ""))
        .or(() -> absolute(System.getProperty("user.home", "")));
  }

  private Optional<Path> directory(String variable, String windowsVariable, String inHome) {
    for (String candidate : new String[] {variable, windowsVariable}) {
      Optional<Path> named = absolute(environment.getOrDefault(candidate, ""));
      if (named.isPresent()) {
        return named.map(path -> path.resolve(NAME));
      }
    }
    return home().map(path -> path.resolve(inHome).resolve(NAME));
  }

  /**
   * The path; empty if it is invalid, or if it is relative. The specification requires that
   * relative paths are ignored.
   */
  private static Optional<Path> absolute(String path) {
    try {
      return Optional.of(Path.of(path)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
