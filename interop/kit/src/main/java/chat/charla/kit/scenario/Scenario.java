package chat.charla.kit.scenario;

import chat.charla.kit.world.Stage;
import java.util.List;

/**
 * A test of one way in which a client can break a promise.
 *
 * @param promise the number of the promise in {@code chat.proto}, 1 to 7
 * @param name its name in the tables
 * @param rule the rule of the contract, in short
 * @param wrong how the wrong client breaks the rule; it must fail the scenario
 * @param serverOptions additional options of the server
 * @param play runs the scenario
 */
public record Scenario(
    int promise, String name, String rule, String wrong, List<String> serverOptions, Play play) {
  /** The steps of a scenario. */
  public interface Play {
    /** Runs the steps; throws a {@code Failure} if the client breaks the rule. */
    void on(Stage stage) throws Exception;
  }

  static Scenario of(int promise, String name, String rule, String wrong, Play play) {
    return of(promise, name, rule, wrong, List.of(), play);
  }

  static Scenario of(
      int promise, String name, String rule, String wrong, List<String> serverOptions, Play play) {
    return new Scenario(promise, name, rule, wrong, serverOptions, play);
  }
}
