package chat.charla.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line.
 *
 * @param clients names of clients; if empty, the clients of the files or, if there are no files,
 *     all registered clients
 * @param clientFiles files that describe more clients
 * @param scenarios names of scenarios; all if empty
 * @param wrong whether to play with the clients that are wrong on purpose, instead of the others
 * @param list whether to only list the scenarios, as tables in Markdown
 * @param jobs how many scenarios are played at once
 */
record Options(
    List<String> clients,
    List<Path> clientFiles,
    List<String> scenarios,
    boolean wrong,
    boolean list,
    int jobs) {
  static final String USAGE =
      """
      Usage: scripts/interop [--client NAME]... [--client-file FILE]... [--scenario NAME]... [--jobs N]
                             [--wrong | --list]

        --client NAME       only this client
        --client-file FILE  adds the clients that FILE describes, in the format of
                            interop/kit/clients.properties; without --client, only they are tested
        --scenario NAME     only this scenario
        --jobs N            how many scenarios are played at once; default 4
        --wrong             plays each scenario with its client that is wrong on purpose,
                            which must fail
        --list              prints the rule that each scenario is for, and plays nothing
      """;

  private static final int DEFAULT_JOBS = 4;

  /** Reads the command line; throws {@link IllegalArgumentException} if it is wrong. */
  static Options parse(String[] arguments) {
    List<String> clients = new ArrayList<>();
    List<Path> clientFiles = new ArrayList<>();
    List<String> scenarios = new ArrayList<>();
    boolean wrong = false;
    boolean list = false;
    int jobs = DEFAULT_JOBS;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--client" -> clients.add(value(arguments, ++i));
        case "--client-file" -> clientFiles.add(Path.of(value(arguments, ++i)));
        case "--scenario" -> scenarios.add(value(arguments, ++i));
        case "--jobs" -> jobs = jobs(value(arguments, ++i));
        case "--wrong" -> wrong = true;
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException(arguments[i] + ": no such option");
      }
    }
    return new Options(clients, clientFiles, scenarios, wrong, list, jobs);
  }

  private static int jobs(String value) {
    if (!value.matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("--jobs needs a number of 1 to 999");
    }
    return Integer.parseInt(value);
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }
}
