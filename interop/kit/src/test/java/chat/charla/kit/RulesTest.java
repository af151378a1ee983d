package chat.charla.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of scenarios, its documentation and the wrong clients agree. */
class RulesTest {
  @Test
  void everyScenarioHasItsOwnName() {
    long names = Scenarios.ALL.stream().map(Scenario::name).distinct().count();
    assertEquals(Scenarios.ALL.size(), names);
  }

  @Test
  void everyScenarioHasAWrongClientAndEveryWrongClientAScenario() throws IOException {
    Set<String> expected =
        Scenarios.ALL.stream()
            .map(scenario -> scenario.name() + ".patch")
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> files = Files.list(Path.of("wrong"))) {
      Set<String> there =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(expected, there);
    }
  }

  @Test
  void theReadmeHasTheTablesThatListPrints() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    assertTrue(
        readme.contains(Rules.markdown(Scenarios.ALL)),
        "interop/README.md is out of date: copy the output of scripts/interop --list into it");
  }
}
