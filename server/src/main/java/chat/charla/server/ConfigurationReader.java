package chat.charla.server;

import chat.charla.server.Configuration.Value;
import chat.charla.server.options.ConfigFile;
import chat.charla.server.options.Problems;
import chat.charla.server.options.SettableOptions;
import chat.charla.server.options.Setting;
import chat.charla.server.options.Variables;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the configuration from four sources: the command line, the environment, the file, and the
 * defaults. The first of these sources that has an option determines the option's value.
 *
 * <p>This class parses the values of the environment and the file as if they were on the command
 * line. So all sources allow the same values, and errors have the same text. Picocli has a
 * mechanism for other sources, the default value provider. But picocli parses the values of a
 * provider before the command line, and stops at the first error. So it would refuse a value that
 * the command line overrides, and would not report all errors at once.
 *
 * <p>An object of this class can read only once. Not thread-safe.
 */
final class ConfigurationReader {
  private final Map<String, String> environment;
  private final List<String> arguments;
  private final ParsedOptions commandLine;
  private final SettableOptions settable;
  private @Nullable Path file;

  /** Parses the command line. */
  ConfigurationReader(Map<String, String> environment, List<String> arguments) {
    this.environment = environment;
    this.arguments = arguments;
    this.commandLine = new ParsedOptions(arguments);
    this.settable = new SettableOptions(commandLine.command().getCommandSpec());
  }

  /** Prints the help or the version if the command line asks for it; otherwise returns false. */
  boolean printsHelp(PrintStream out) {
    if (commandLine.asksForHelp()) {
      commandLine.command().usage(out);
    } else if (commandLine.asksForVersion()) {
      commandLine.command().printVersionHelp(out);
    } else {
      return false;
    }
    return true;
  }

  /** Whether the command line asks only for a check of the configuration. */
  boolean isOnlyCheck() {
    return commandLine.options().checkConfig;
  }

  /**
   * Reads the configuration, and describes errors in the language of the command line or the
   * environment. The caller must call either this method or {@link #read(Locale)}, only once.
   *
   * @throws BadConfigurationException if there are errors; the exception lists all of them
   */
  Configuration read() throws BadConfigurationException {
    return read(Languages.choose(commandLine.options().language, environment));
  }

  /** Like {@link #read()}, but describes errors in another language. */
  Configuration read(Locale locale) throws BadConfigurationException {
    Problems problems = new Problems(Console.texts(locale));
    UsageErrors usage = new UsageErrors(Console.texts(locale));
    commandLine.errors().forEach(error -> addUsage(error, "", usage, problems));
    Map<String, Setting> settings = settings(problems);
    settings.values().removeIf(setting -> addErrors(setting, usage, problems));

    ParsedOptions all = settings.isEmpty() ? commandLine : withCommandLine(settings.values());
    ServerConfig server = new ValueCheck(all, settings, problems).config(environment);
    if (server == null || !problems.all().isEmpty()) {
      throw new BadConfigurationException(problems.all(), locale);
    }
    ServerOptions options = all.options();
    Locale chosen = Languages.choose(options.language, environment);
    return new Configuration(
        server,
        file,
        chosen,
        options.quiet,
        LogFormat.of(options.logFormat),
        values(all, server, chosen, settings));
  }

  /** Parses these settings and the command line together. */
  private ParsedOptions withCommandLine(Collection<Setting> settings) {
    List<String> all = new ArrayList<>();
    settings.forEach(setting -> all.add(setting.argument()));
    all.addAll(arguments);
    return new ParsedOptions(all);
  }

  /**
   * Returns the settings of the environment and the file by the names of their options, without
   * options that are on the command line. Stores which file was read.
   */
  private Map<String, Setting> settings(Problems problems) {
    List<Setting> variables = Variables.read(environment, settable, problems);
    List<Setting> found = new ArrayList<>();
    Set<String> inVariables = variables.stream().map(Setting::option).collect(Collectors.toSet());
    Predicate<String> isOverridden =
        option -> commandLine.has(option) || inVariables.contains(option);
    file = file(variables);
    if (file != null) {
      found.addAll(new ConfigFile(file, settable, isOverridden, problems).read());
    }
    found.addAll(variables);
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (Setting setting : found) {
      if (!commandLine.has(setting.option())) {
        settings.put(setting.option(), setting);
      }
    }
    return settings;
  }

  /** The file to read; null if there is none, or if its path is refused. */
  private @Nullable Path file(List<Setting> variables) {
    Path chosen = commandLine.options().configFile;
    return chosen != null
        ? chosen
        : variables.stream()
            .filter(setting -> setting.option().equals(SettableOptions.CONFIG))
            .map(setting -> new ParsedOptions(List.of(setting.argument())).options().configFile)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** Reports the errors of a setting, and returns whether there are any. */
  private boolean addErrors(Setting setting, UsageErrors usage, Problems problems) {
    List<ParameterException> errors = new ParsedOptions(List.of(setting.argument())).errors();
    errors.forEach(error -> addUsage(error, setting.source(), usage, problems));
    return !errors.isEmpty();
  }

  private void addUsage(
      ParameterException error, String source, UsageErrors usage, Problems problems) {
    String message = usage.describe(error);
    if (error instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      String name = unmatched.getUnmatched().get(0).split("=", 2)[0];
      Set<String> known = commandLine.command().getCommandSpec().optionsMap().keySet();
      problems.addUnknown(source, message, "", name, known);
    } else {
      problems.add(source, message);
    }
  }

  /** The value of each option that a file can set, and its source. */
  private Map<String, Value> values(
      ParsedOptions all, ServerConfig server, Locale locale, Map<String, Setting> settings) {
    ResourceBundle texts = Console.texts(locale);
    Map<String, Value> values = new LinkedHashMap<>();
    for (OptionSpec option : settable.ofFile()) {
      String name = SettableOptions.key(option);
      Setting setting = settings.get(name);
      boolean isPresent = setting != null || commandLine.has(name);
      Object value = isPresent ? all.value(name) : DefaultValues.of(name, server, locale);
      String source =
          setting != null
              ? setting.source()
              : texts.getString(isPresent ? "config.command-line" : "config.default");
      values.put(name, new Value(value, source));
    }
    return values;
  }
}
