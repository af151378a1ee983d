package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import java.util.List;

/** Which scenario is for which rule. */
final class Rules {
  private Rules() {}

  /** As a table in Markdown, which interop/README.md shows. */
  static String markdown(List<Scenario> scenarios) {
    StringBuilder text =
        new StringBuilder("| scenario | the rule | the wrong client |\n|---|---|---|\n");
    for (Scenario scenario : scenarios) {
      text.append(
          String.format(
              "| `%s` | %s | %s |%n", scenario.name(), scenario.rule(), scenario.wrong()));
    }
    return text.toString();
  }
}
