package chat.charla.kit;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line.
 *
 * @param clients names of clients; all if empty
 * @param scenarios names of scenarios; all if empty
 * @param wrong whether the clients that are wrong on purpose play instead
 * @param list whether the scenarios are only listed, as a table in Markdown
 * @param jobs how many scenarios are played at once
 */
record Options(
    List<String> clients, List<String> scenarios, boolean wrong, boolean list, int jobs) {
  static final String USAGE =
      """
      Usage: scripts/interop [--client NAME]... [--scenario NAME]... [--jobs N] [--wrong | --list]

        --client NAME     only this client of interop/kit/clients.properties
        --scenario NAME   only this scenario
        --jobs N          how many scenarios are played at once; default 4
        --wrong           plays each scenario with the client that is wrong on purpose about it,
                          which must fail
        --list            prints which scenario is for which rule, and plays nothing
      """;

  private static final int DEFAULT_JOBS = 4;

  /** Reads the command line; throws {@link IllegalArgumentException} if it is wrong. */
  static Options parse(String[] arguments) {
    List<String> clients = new ArrayList<>();
    List<String> scenarios = new ArrayList<>();
    boolean wrong = false;
    boolean list = false;
    int jobs = DEFAULT_JOBS;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--client" -> clients.add(value(arguments, ++i));
        case "--scenario" -> scenarios.add(value(arguments, ++i));
        case "--jobs" -> jobs = Math.max(1, Integer.parseInt(value(arguments, ++i)));
        case "--wrong" -> wrong = true;
        case "--list" -> list = true;
        default -> throw new IllegalArgumentException("what is " + arguments[i] + "?");
      }
    }
    return new Options(clients, scenarios, wrong, list, jobs);
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }
}
