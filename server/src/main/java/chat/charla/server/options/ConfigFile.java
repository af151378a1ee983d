package chat.charla.server.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import picocli.CommandLine.Model.OptionSpec;

/** Reads values of options from a file in TOML. Each key is the name of an option. */
public final class ConfigFile {
  private final Path path;
  private final SettableOptions options;
  private final Predicate<String> isOverridden;
  private final Problems problems;

  /**
   * Prepares to read a file.
   *
   * @param isOverridden whether the option with this key has a value that takes precedence; the
   *     value in the file is then neither checked nor returned
   * @param problems gets everything that is wrong with the file
   */
  public ConfigFile(
      Path path, SettableOptions options, Predicate<String> isOverridden, Problems problems) {
    this.path = path;
    this.options = options;
    this.isOverridden = isOverridden;
    this.problems = problems;
  }

  /**
   * The values that the file sets, in the order of the file, without those that are wrong or
   * overridden.
   */
  public List<Setting> read() {
    try {
      String text = Files.readString(path);
      // Some editors write a byte order mark, which TOML does not allow.
      return settings(
          Toml.parse(
              text.startsWith("\uFEFF") ? text.substring(1) : text, TomlParseOptions.sourceless()));
    } catch (NoSuchFileException e) {
      problems.addText(path.toString(), "config.missing");
    } catch (CharacterCodingException e) {
      problems.addText(path.toString(), "config.not-utf-8");
    } catch (IOException e) {
      problems.addText(path.toString(), "config.unreadable");
    }
    return List.of();
  }

  private List<Setting> settings(TomlParseResult parsed) {
    for (TomlParseError error : parsed.errors()) {
      problems.add(source(error.position()), String.valueOf(error.getMessage()));
    }
    List<Setting> settings = new ArrayList<>();
    for (String key : parsed.keySet()) {
      List<String> path = List.of(key);
      // A table has a value and a position for each of its keys.
      Object value = Objects.requireNonNull(parsed.get(path));
      TomlPosition position = Objects.requireNonNull(parsed.inputPositionOf(path));
      setting(key, value, source(position)).ifPresent(settings::add);
    }
    return settings;
  }

  private Optional<Setting> setting(String key, Object value, String source) {
    OptionSpec option = options.ofKey(key).orElse(null);
    if (option == null) {
      List<String> known = options.ofFile().stream().map(SettableOptions::key).toList();
      problems.addUnknown(source, problems.text("config.key", key), "", key, known);
      return Optional.empty();
    }
    if (isOverridden.test(key)) {
      return Optional.empty();
    }
    Optional<String> text = TomlValue.text(value, option, path.toAbsolutePath().getParent());
    if (text.isEmpty()) {
      String kind = option.isMultiValue() ? "config.not-strings" : "config.not-string";
      problems.addText(source, kind, option.longestName());
    }
    return text.map(found -> new Setting(key, found, source));
  }

  private String source(TomlPosition position) {
    return path + ":" + position.line();
  }
}
