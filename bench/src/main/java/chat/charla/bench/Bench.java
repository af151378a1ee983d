package chat.charla.bench;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.inner.LoopRunner;
import chat.charla.bench.peer.Peers;
import chat.charla.bench.process.JavaProgram;
import chat.charla.bench.process.ProcessFigures;
import chat.charla.bench.process.WorkFolder;
import chat.charla.bench.report.JsonReport;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.TextReport;
import chat.charla.bench.scenario.Scale;
import chat.charla.bench.scenario.Scenario;
import chat.charla.bench.scenario.Suite;
import chat.charla.bench.scenario.TestBed;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla bench}: runs measurements and prints their results. */
@Command(
    name = "charla bench",
    sortOptions = false,
    description = {
      "Starts a server and measures it, in particular its CPU time per delivery.",
      "Fails if a delivery is missing or out of order. Runs on Linux only."
    })
public final class Bench implements Callable<Integer> {
  private static final int FAILED = 1;

  private final PrintStream out;

  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(names = "--list", description = "List the measurements.")
  boolean list;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Run only these measurements.")
  @Nullable List<String> only;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      split = ",",
      description =
          "Compare with the bare send loop and these peers, in alternating runs: nats, centrifugo,"
              + " observers, or all. NATS is the Debian package nats-server; Centrifugo is installed"
              + " with Go: see docs/performance.md.")
  @Nullable List<String> peers;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description =
          "Measure with clients that write what real clients write when data arrives: grpc-go,"
              + " netty, c-core, okhttp, fixed (windows of a fixed size), lean (the default), or stock (all"
              + " but lean). Without --only: first compares the profiles in alternating runs, then"
              + " runs fan-out, small-rooms and catch-up for each profile.")
  @Nullable List<String> profiles;

  @Option(
      names = "--targets",
      description =
          "Run every measurement that has a target, and print the targets in one table. Needs NATS"
              + " and Centrifugo. Not with --only, --peer, --profile or --before.")
  boolean targets;

  @Option(
      names = "--before",
      paramLabel = "FILE",
      description = "Compare with another build of the server, in alternating runs.")
  @Nullable Path before;

  @Option(
      names = "--before-java",
      paramLabel = "OPTION",
      description = "A Java option only for the server that --before names.")
  List<String> beforeJava = List.of();

  @Option(
      names = "--smoke",
      description =
          "Run each measurement briefly: checks that nothing is lost, and says nothing about speed.")
  boolean smoke;

  @Option(
      names = "--loops",
      description = "Only measure the three inner loops of a delivery, with JMH.")
  boolean loops;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the results as JSON.")
  @Nullable Path json;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Directory for the servers' data, in a new folder. Default: the current directory. It should"
              + " be on a disk, since every message is synced.")
  Path work = Path.of("");

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "The server to measure. Default: ${DEFAULT-VALUE}, the build of this checkout.")
  Path serverJar = Path.of("server", "target", "charla-server.jar");

  @Option(
      names = "--server-java",
      paramLabel = "OPTION",
      description = "A Java option for the server, such as one that records a profile.")
  List<String> serverJava = List.of();

  private Bench(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench(System.out));
    // The launcher sets some options, which the user may override.
    System.exit(line.setOverwrittenOptionsAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() {
    if (list) {
      Suite.all().forEach(scenario -> out.printf("%-11s %s%n", scenario.name(), scenario.what()));
      return 0;
    }
    if (loops) {
      LoopRunner.run();
      return 0;
    }
    List<Scenario> scenarios = chosen();
    if (!ProcessFigures.available()) {
      out.println(
          "charla bench: there is no /proc. CPU times are read from it, so Linux is needed.");
      return FAILED;
    }
    WorkFolder folder = WorkFolder.in(work);
    JavaProgram java = new JavaProgram(serverJava);
    JavaProgram javaBefore = new JavaProgram(beforeJava);
    Peers servers =
        new Peers(
            java,
            java.jar(serverJar),
            before == null ? List.of() : javaBefore.jar(before),
            ClientProfile.LEAN,
            folder.path());
    TestBed bed = new TestBed(servers, smoke ? Scale.smoke() : Scale.full(), System.err);
    return run(scenarios, bed, folder);
  }

  private int run(List<Scenario> scenarios, TestBed bed, WorkFolder folder) {
    TextReport report = new TextReport(out, !smoke);
    List<Result> results = new ArrayList<>();
    try {
      for (Scenario scenario : scenarios) {
        out.println();
        out.println(scenario.name() + ": " + scenario.what());
        Result result = scenario.run(bed);
        results.add(result);
        report.show(result);
      }
      if (scenarios.size() > 1) {
        report.showTargets(results);
      }
      return 0;
    } catch (BenchFailure failure) {
      out.println("charla bench: FAILED: " + failure.getMessage());
      out.println("The servers' output is in " + folder.path());
      return FAILED;
    } finally {
      if (json != null) {
        JsonReport.write(json, results);
      }
      if (results.size() == scenarios.size()) {
        folder.delete();
      }
    }
  }

  private List<Scenario> chosen() {
    if (targets) {
      if (only != null || peers != null || profiles != null || before != null) {
        throw new ParameterException(
            spec.commandLine(), "--targets needs no --only, --peer, --profile or --before");
      }
      return Suite.withTargets();
    }
    try {
      return Suite.chosen(
          only == null ? List.of() : only,
          peers == null ? List.of() : peers,
          before != null,
          ClientProfile.named(profiles == null ? List.of() : profiles));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
