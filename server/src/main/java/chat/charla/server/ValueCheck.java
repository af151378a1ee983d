package chat.charla.server;

import chat.charla.server.options.BadOptionException;
import chat.charla.server.options.Problems;
import chat.charla.server.options.SettableOptions;
import chat.charla.server.options.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** Checks the ranges of options, and whether options contradict each other. */
final class ValueCheck {
  private static final Pattern NAME = Pattern.compile("--[a-z]+(-[a-z]+)*");

  private final ParsedOptions parsed;
  private final Map<String, Setting> settings;
  private final Problems problems;
  private final Set<OptionSpec> removed = new HashSet<>();

  /**
   * Prepares to check options.
   *
   * @param settings the options of the environment and the file that the command line does not
   *     have, by name
   * @param problems gets all errors
   */
  ValueCheck(ParsedOptions parsed, Map<String, Setting> settings, Problems problems) {
    this.parsed = parsed;
    this.settings = settings;
    this.problems = problems;
  }

  /**
   * The configuration of a server with these options; null if an error remains that names none of
   * the present options.
   *
   * <p>{@link ServerConfig} reports only its first error. So after each error this method removes
   * the options that the error names, and tries again. This method does not report a later error
   * that names a removed option, because the removal may be its cause.
   */
  @Nullable ServerConfig config(Map<String, String> environment) {
    while (true) {
      try {
        return parsed.options().config(environment);
      } catch (BadOptionException e) {
        String message = problems.text(e);
        List<OptionSpec> named = named(message);
        if (named.stream().noneMatch(removed::contains)) {
          problems.add(sources(named), message);
        }
        List<OptionSpec> removable = named.stream().filter(this::isPresent).toList();
        if (removable.isEmpty()) {
          return null;
        }
        removable.forEach(option -> option.setValue(null));
        removed.addAll(removable);
      }
    }
  }

  private boolean isPresent(OptionSpec option) {
    return option.getValue() != null && !removed.contains(option);
  }

  private List<OptionSpec> named(String message) {
    List<OptionSpec> named = new ArrayList<>();
    NAME.matcher(message)
        .results()
        .map(found -> parsed.command().getCommandSpec().findOption(found.group()))
        .forEach(
            option -> {
              if (option != null) {
                named.add(option);
              }
            });
    return named;
  }

  private String sources(List<OptionSpec> named) {
    return named.stream()
        .map(option -> settings.get(SettableOptions.key(option)))
        .filter(setting -> setting != null)
        .map(Setting::source)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
