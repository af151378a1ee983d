package chat.charla.kit.scenario;

import chat.charla.kit.world.Stage;
import java.util.List;

/**
 * One way in which a promise breaks.
 *
 * @param promise which of the seven promises of {@code chat.proto}
 * @param name what the table calls it
 * @param rule what the contract says, in short
 * @param wrong what a client does that breaks it: the one that fails this scenario
 * @param serverOptions with which the server is started
 * @param play plays it, and throws a {@code Failure} if the client breaks the rule
 */
public record Scenario(
    int promise, String name, String rule, String wrong, List<String> serverOptions, Play play) {
  /** What happens in a scenario. */
  public interface Play {
    /** Plays on that stage. */
    void on(Stage stage) throws Exception;
  }

  static Scenario of(int promise, String name, String rule, String wrong, Play play) {
    return new Scenario(promise, name, rule, wrong, List.of(), play);
  }

  Scenario withServer(String... options) {
    return new Scenario(promise, name, rule, wrong, List.of(options), play);
  }
}
