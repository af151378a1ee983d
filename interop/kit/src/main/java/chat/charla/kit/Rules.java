package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import java.util.List;

/** Lists the scenarios with the rules that they check. */
final class Rules {
  private Rules() {}

  private static final List<String> PROMISES =
      List.of(
          "Ordered",
          "Durable before visible",
          "Exactly once in effect",
          "Resumable",
          "Slow readers cost a cursor",
          "Names are leases, identities last",
          "Refusals are typed");

  /** The tables of interop/README.md in Markdown, one for each promise. */
  static String markdown(List<Scenario> scenarios) {
    StringBuilder text = new StringBuilder();
    for (int promise = 1; promise <= PROMISES.size(); promise++) {
      text.append("### ").append(promise).append(". ").append(PROMISES.get(promise - 1));
      text.append("\n\n| scenario | the rule | the wrong client |\n|---|---|---|\n");
      for (Scenario scenario : scenarios) {
        if (scenario.promise() == promise) {
          text.append("| `").append(scenario.name()).append("` | ").append(scenario.rule());
          text.append(" | ").append(scenario.wrong()).append(" |\n");
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
