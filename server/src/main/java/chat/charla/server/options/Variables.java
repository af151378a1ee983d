package chat.charla.server.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;

/** Reads values of options from environment variables. */
public final class Variables {
  private Variables() {}

  /**
   * The values of all variables that are not empty.
   *
   * @param problems gets each variable that is meant for the server and belongs to no option
   */
  public static List<Setting> read(
      Map<String, String> environment, SettableOptions options, Problems problems) {
    Map<String, String> unknown = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (SettableOptions.isVariable(name) && !value.isEmpty()) {
            unknown.put(name, value);
          }
        });
    List<Setting> settings = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (OptionSpec option : options.all()) {
      String variable = SettableOptions.variable(option);
      known.add(withoutPrefix(variable));
      String value = unknown.remove(variable);
      if (value != null) {
        settings.add(new Setting(SettableOptions.key(option), value, variable));
      }
    }
    for (String name : unknown.keySet()) {
      problems.addUnknown(
          name,
          problems.text("config.variable"),
          SettableOptions.PREFIX,
          withoutPrefix(name),
          known);
    }
    return settings;
  }

  private static String withoutPrefix(String variable) {
    return variable.substring(SettableOptions.PREFIX.length());
  }
}
