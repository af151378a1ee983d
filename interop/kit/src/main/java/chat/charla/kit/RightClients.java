package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays scenarios with clients that must pass, and prints the table of outcomes. */
final class RightClients {
  private record Play(Scenario scenario, ClientProgram client) {}

  private final Player player;
  private final int jobs;

  RightClients(Player player, int jobs) {
    this.player = player;
    this.jobs = jobs;
  }

  /**
   * Plays all scenarios with all clients. Returns whether all plays passed; false if a build failed
   * or all clients were skipped.
   */
  boolean play(List<Scenario> scenarios, List<ClientProgram> programs)
      throws IOException, InterruptedException {
    List<String> skipped = new ArrayList<>();
    List<ClientProgram> clients = new ArrayList<>();
    for (ClientProgram client : programs) {
      List<String> missing = client.missing();
      if (!missing.isEmpty()) {
        skipped.add(client.name() + ": no " + String.join(", no ", missing) + " on this machine");
        continue;
      }
      String failure = client.runBuild();
      if (!failure.isEmpty()) {
        System.out.println(failure);
        System.out.println(client.name() + " cannot be built");
        return false;
      }
      clients.add(client);
    }
    Map<Play, Outcome> outcomes = playAll(scenarios, clients);
    print(scenarios, clients, outcomes);
    skipped.forEach(reason -> System.out.println("skipped: " + reason));
    return outcomes.values().stream().allMatch(Outcome::passed) && !clients.isEmpty();
  }

  private Map<Play, Outcome> playAll(List<Scenario> scenarios, List<ClientProgram> clients)
      throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(jobs);
    try {
      Map<Play, Future<Outcome>> plays = new HashMap<>();
      // The last scenarios take longest. They start first, so that the workers finish at about the
      // same time.
      for (int i = scenarios.size() - 1; i >= 0; i--) {
        for (ClientProgram client : clients) {
          Play play = new Play(scenarios.get(i), client);
          plays.put(play, workers.submit(() -> playOne(play)));
        }
      }
      Map<Play, Outcome> outcomes = new HashMap<>();
      for (Map.Entry<Play, Future<Outcome>> entry : plays.entrySet()) {
        outcomes.put(entry.getKey(), entry.getValue().get());
      }
      return outcomes;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      workers.shutdownNow();
    }
  }

  private Outcome playOne(Play play) throws InterruptedException {
    Outcome outcome = player.play(play.scenario(), play.client().program());
    System.err.printf(
        "%-12s %-38s %s %.1f s%n",
        play.client().name(),
        play.scenario().name(),
        outcome.passed() ? "pass" : "FAIL",
        outcome.time().toMillis() / 1000.0);
    return outcome;
  }

  private static void print(
      List<Scenario> scenarios, List<ClientProgram> clients, Map<Play, Outcome> outcomes) {
    Table table = new Table();
    List<String> head = new ArrayList<>(List.of("promise", "scenario"));
    clients.forEach(client -> head.add(client.name()));
    table.row(head);
    List<String> failures = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      List<String> row =
          new ArrayList<>(List.of(Integer.toString(scenario.promise()), scenario.name()));
      for (ClientProgram client : clients) {
        Outcome outcome = outcomes.get(new Play(scenario, client));
        if (outcome == null) {
          throw new IllegalStateException("not played: " + scenario.name());
        }
        row.add(outcome.passed() ? "pass" : "FAIL");
        if (!outcome.passed()) {
          failures.add(
              String.format(
                  "%n%s fails %s: %s%n  rule: %s%n%s",
                  client.name(),
                  scenario.name(),
                  outcome.why(),
                  scenario.rule(),
                  outcome.details().indent(4).stripTrailing()));
        }
      }
      table.row(row);
    }
    System.out.print(table);
    failures.forEach(System.out::println);
    long passed = outcomes.values().stream().filter(Outcome::passed).count();
    System.out.printf("%n%d of %d pass%n", passed, outcomes.size());
  }
}
