package chat.charla.cli.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a user's files are, as the XDG Base Directory Specification says; on Windows, where its
 * APPDATA and LOCALAPPDATA say. There may be no such place: a container's user need not have a home
 * directory, and Java then says that it is "?".
 */
public final class UserDirectories {
  private static final String NAME = "charla";

  private final Map<String, String> environment;

  /** As these environment variables say. */
  public UserDirectories(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** What the user has set: {@code $XDG_CONFIG_HOME/charla}, or {@code ~/.config/charla}. */
  public Optional<Path> config() {
    return directory("XDG_CONFIG_HOME", "APPDATA", ".config");
  }

  /**
   * What the program remembers: {@code $XDG_STATE_HOME/charla}, or {@code ~/.local/state/charla}.
   */
  public Optional<Path> state() {
    return directory("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state");
  }

  /** What a shell calls {@code ~}. */
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

  /** The specification: a relative path is to be ignored. So is one that Java cannot name. */
  private static Optional<Path> absolute(String path) {
    try {
      return Optional.of(Path.of(path)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
