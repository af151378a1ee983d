package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The main program: reads the arguments, plays the scenarios and prints a table. It must be run
 * from the root of a checkout.
 */
public final class Kit {
  private static final Path REGISTRY = Path.of("interop", "kit", "clients.properties");
  private static final Path SERVER = Path.of("server", "target", "charla-server.jar");

  /** How long a scenario waits for an event that must happen. */
  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  /**
   * How long a scenario waits for an event with a wrong client. Most wrong clients fail because
   * they do nothing until this time is over. A correct client needs less time. So a failure proves
   * that the client is wrong, and not merely slow.
   */
  private static final Duration SHORT_TIME_LIMIT = Duration.ofSeconds(15);

  private Kit() {}

  /** Exits with 0 if every outcome is as expected, 1 if not, 2 if the command line is wrong. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    java.util.logging.Logger.getLogger("io.grpc").setLevel(java.util.logging.Level.OFF);
    Options options;
    List<Scenario> scenarios;
    Clients clients;
    Path root = Path.of("").toAbsolutePath();
    try {
      options = Options.parse(arguments);
      scenarios = select(options.scenarios());
      clients = Clients.read(REGISTRY, options.clientFiles(), root);
      checkNames(options.clients(), clients.names());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    if (options.list()) {
      System.out.print(Rules.markdown(scenarios));
      return;
    }
    Path server = root.resolve(SERVER);
    Player player = new Player(server, TIME_LIMIT);
    Player quickPlayer = new Player(server, SHORT_TIME_LIMIT);
    // End all server and client processes when this program ends.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                "clean-up"));
    boolean asExpected =
        options.wrong()
            ? new WrongClients(player, quickPlayer, server, root, clients, options.jobs())
                .play(scenarios)
            : new RightClients(player, options.jobs())
                .play(scenarios, clients.chosen(options.clients()));
    System.exit(asExpected ? 0 : 1);
  }

  private static List<Scenario> select(List<String> names) {
    if (names.isEmpty()) {
      return Scenarios.ALL;
    }
    checkNames(names, Scenarios.ALL.stream().map(Scenario::name).toList());
    return Scenarios.ALL.stream().filter(scenario -> names.contains(scenario.name())).toList();
  }

  private static void checkNames(List<String> names, List<String> known) {
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown: " + String.join(", ", unknown) + "; known: " + String.join(", ", known));
    }
  }
}
