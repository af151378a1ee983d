package chat.charla.cli.command;

import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.Setting;
import chat.charla.cli.settings.Settings;
import chat.charla.cli.settings.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/**
 * Applies the {@link Settings} to the options that the command line does not set, and then runs the
 * command.
 *
 * <p>This class replaces picocli's {@code IDefaultValueProvider}. With {@code
 * IDefaultValueProvider}, error messages and commands could not see whether a value comes from the
 * settings or from the command line. Also, picocli would show no help while a setting has an
 * invalid value.
 */
final class SettingsFirst implements CommandLine.IExecutionStrategy {
  private static final String HOME = "~/";

  private final Settings settings;
  private final Map<String, Origin> origins = new HashMap<>();

  SettingsFirst(Settings settings) {
    this.settings = settings;
  }

  /** The origin of the value of an option of the running command. */
  Origin origin(String name) {
    return origins.getOrDefault(name, Origin.DEFAULT);
  }

  Settings settings() {
    return settings;
  }

  @Override
  public int execute(ParseResult parsed) {
    List<CommandLine> chain = parsed.asCommandLineList();
    CommandLine command = chain.get(chain.size() - 1);
    ParameterException problem = null;
    try {
      apply(chain, command);
    } catch (ParameterException e) {
      problem = e;
    }
    Invocation.of(command.getCommandSpec()).colourHelp(chain.get(0));
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    if (problem != null && !(command.getCommand() instanceof RunsWithInvalidSettings)) {
      throw problem;
    }
    return new RunLast().execute(parsed);
  }

  private void apply(List<CommandLine> chain, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    SettingValueException badValue = null;
    for (OptionSpec option : SettableOptions.of(spec)) {
      String name = SettableOptions.name(option);
      if (chain.stream().anyMatch(part -> mentions(part, option))) {
        origins.put(name, new Origin(Origin.Level.COMMAND_LINE, option.longestName()));
        continue;
      }
      Setting setting = settings.find(name).orElse(null);
      if (setting == null) {
        continue;
      }
      try {
        option.setValue(convert(option, setting));
        origins.put(name, setting.origin());
      } catch (TypeConversionException | InvalidPathException e) {
        badValue =
            badValue == null ? new SettingValueException(command, option, setting, e) : badValue;
      }
    }
    check(command);
    if (badValue != null) {
      throw badValue;
    }
  }

  private void check(CommandLine command) {
    try {
      settings.check(() -> SettableOptions.namesFrom(command.getCommandSpec().root()));
    } catch (SettingsException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean mentions(CommandLine command, OptionSpec option) {
    return command.getParseResult().hasMatchedOption(option.longestName());
  }

  /**
   * Converts the value of a setting as picocli does. An option without a converter of its own must
   * have one of these types: path, string, boolean or enum. No option of the program needs another
   * type.
   */
  private Object convert(OptionSpec option, Setting setting) {
    ITypeConverter<?>[] converters = option.converters();
    if (converters.length > 0) {
      return convert(converters[0], setting.value());
    }
    if (option.type() == Path.class) {
      return path(setting);
    }
    if (option.type() == String.class) {
      return setting.value();
    }
    if (option.type() == boolean.class) {
      return oneOf(List.of(true, false), setting);
    }
    if (option.type().isEnum()) {
      return oneOf(List.of(option.type().getEnumConstants()), setting);
    }
    throw new IllegalStateException("no converter: " + option);
  }

  private static Object convert(ITypeConverter<?> converter, String value) {
    try {
      return converter.convert(value);
    } catch (TypeConversionException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object oneOf(List<?> values, Setting setting) {
    return values.stream()
        .filter(value -> value.toString().equalsIgnoreCase(setting.value()))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(values.toString()));
  }

  /**
   * Converts a path. No shell expands "~/" in the configuration file, so this method does. A
   * relative path in the file is relative to the file's directory, since a command may run in any
   * directory.
   */
  private Path path(Setting setting) {
    String value = setting.value();
    if (setting.origin().level() == Origin.Level.ENVIRONMENT) {
      return Path.of(value);
    }
    if (value.startsWith(HOME)) {
      return settings
          .home()
          .map(home -> home.resolve(value.substring(HOME.length())))
          .orElseThrow(() -> new TypeConversionException("no home"));
    }
    return settings.file().toAbsolutePath().resolveSibling(value);
  }
}
