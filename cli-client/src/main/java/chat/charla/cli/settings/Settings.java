package chat.charla.cli.settings;

import chat.charla.cli.text.Utf8;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the environment and the configuration file. A setting has the name of the
 * corresponding option: {@code token-file} is the variable {@code CHARLA_TOKEN_FILE} and the key
 * {@code token-file}, or {@code profile.NAME.token-file} in a profile. An empty value counts as
 * unset. Immutable.
 */
public final class Settings {
  private static final String VARIABLE_PREFIX = "CHARLA_";
  private static final String FILE_NAME = "config.properties";
  private static final String PROFILE = "profile";
  private static final String PROFILE_PREFIX = PROFILE + ".";
  private static final String SECRET = "token";

  private final Map<String, String> environment;
  private final ConfigFile file;
  private final @Nullable Setting profile;
  private final @Nullable SettingsException problem;

  private Settings(
      Map<String, String> environment,
      ConfigFile file,
      @Nullable Setting profile,
      @Nullable SettingsException problem) {
    this.environment = environment;
    this.file = file;
    this.profile = profile;
    this.problem = problem;
  }

  /**
   * Reads the settings. If the file is unreadable, the result has no values from the file, and
   * {@link #check} throws an exception.
   *
   * @param configFile the file that the command line names, or null
   * @param profile the profile that the command line names, or null
   */
  public static Settings read(
      Map<String, String> environment, @Nullable String configFile, @Nullable String profile) {
    String variable = environment.getOrDefault(VARIABLE_PREFIX + "CONFIG", "");
    String named = configFile == null ? variable : configFile;
    boolean mustExist = configFile != null || !variable.isEmpty();
    ConfigFile file = ConfigFile.empty(Path.of(""));
    SettingsException problem = null;
    try {
      Optional<Path> path =
          mustExist
              ? Optional.of(Path.of(named))
              : new UserDirectories(environment).config().map(home -> home.resolve(FILE_NAME));
      if (path.isPresent()) {
        file = ConfigFile.empty(path.get());
        file = ConfigFile.read(path.get(), mustExist);
      }
    } catch (InvalidPathException e) {
      problem = new SettingsException("config.unreadable", named);
    } catch (SettingsException e) {
      problem = e;
    }
    return new Settings(environment, file, chooseProfile(environment, file, profile), problem);
  }

  /**
   * The path of the configuration file, which need not exist. The path is empty if the user has no
   * configuration directory.
   */
  public Path file() {
    return file.path();
  }

  /** The user's home directory, if there is one. */
  public Optional<Path> home() {
    return new UserDirectories(environment).home();
  }

  /** The name of the chosen profile, if one is chosen. */
  public Optional<Setting> profile() {
    return Optional.ofNullable(profile);
  }

  /** The value of a setting, if it is set. */
  public Optional<Setting> find(String name) {
    String variable = variable(name);
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      return Optional.of(new Setting(value, new Origin(Origin.Level.ENVIRONMENT, variable)));
    }
    if (profile != null) {
      String key = PROFILE_PREFIX + profile.value() + "." + name;
      Optional<Setting> special = inFile(key, Origin.Level.PROFILE);
      if (special.isPresent()) {
        return special;
      }
    }
    return inFile(name, Origin.Level.FILE);
  }

  /**
   * Checks that the file is readable and valid, and that the values of all variables that begin
   * with {@code CHARLA_} are valid Unicode.
   *
   * @param names supplies the names of all settings; not called if the file is empty
   */
  public void check(Supplier<Set<String>> names) throws SettingsException {
    if (problem != null) {
      throw problem;
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().startsWith(VARIABLE_PREFIX) && !Utf8.isUnicode(variable.getValue())) {
        throw new SettingsException("config.variable-not-utf8", variable.getKey());
      }
    }
    Set<String> known = file.entries().isEmpty() ? Set.of() : names.get();
    for (String key : file.entries().keySet()) {
      boolean special = key.startsWith(PROFILE_PREFIX);
      String name = special ? key.substring(key.lastIndexOf('.') + 1) : key;
      if (name.equals(SECRET)) {
        throw new SettingsException("config.secret", file.path(), key);
      }
      boolean meaningful =
          special
              ? key.length() - name.length() > PROFILE_PREFIX.length() && known.contains(name)
              : key.equals(PROFILE) || known.contains(key);
      if (!meaningful) {
        throw new SettingsException(
            "config.unknown-key", file.path(), key, String.join(", ", known));
      }
    }
    if (profile != null && !hasProfile(profile.value())) {
      throw new SettingsException("config.unknown-profile", file.path(), profile.value());
    }
  }

  /** The name of the environment variable that corresponds to an option. */
  public static String variable(String name) {
    return VARIABLE_PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private boolean hasProfile(String name) {
    String prefix = PROFILE_PREFIX + name + ".";
    return file.entries().keySet().stream()
        .anyMatch(key -> key.startsWith(prefix) && key.lastIndexOf('.') == prefix.length() - 1);
  }

  private Optional<Setting> inFile(String key, Origin.Level level) {
    return inFile(file, key, level);
  }

  private static Optional<Setting> inFile(ConfigFile file, String key, Origin.Level level) {
    String value = file.entries().getOrDefault(key, "");
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Setting(value, new Origin(level, key)));
  }

  private static @Nullable Setting chooseProfile(
      Map<String, String> environment, ConfigFile file, @Nullable String asked) {
    if (asked != null) {
      return new Setting(asked, new Origin(Origin.Level.COMMAND_LINE, "--" + PROFILE));
    }
    String variable = variable(PROFILE);
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      return new Setting(value, new Origin(Origin.Level.ENVIRONMENT, variable));
    }
    return inFile(file, PROFILE, Origin.Level.FILE).orElse(null);
  }
}
