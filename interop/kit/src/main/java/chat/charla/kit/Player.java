package chat.charla.kit;

import chat.charla.kit.scenario.Scenario;
import chat.charla.kit.scenario.Scenarios;
import chat.charla.kit.scenario.Smoke;
import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.SharedServer;
import chat.charla.kit.world.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Plays scenarios with clients. Each run has its own {@link Stage} and a time limit. */
final class Player {
  /** Sets up a stage. */
  private interface SetUp {
    Stage stage() throws IOException;
  }

  private static final Duration LONGEST_PLAY = Duration.ofMinutes(3);
  private static final int LAST_LINES = 12;

  private final Path serverJar;
  private final Duration timeLimit;

  Player(Path serverJar, Duration timeLimit) {
    this.serverJar = serverJar;
    this.timeLimit = timeLimit;
  }

  /** Plays a scenario with a client. */
  Outcome play(Scenario scenario, Stage.Program program) throws InterruptedException {
    return play(
        () -> new Stage(program, serverJar, scenario.serverOptions(), timeLimit),
        stage -> Scenarios.play(scenario, stage));
  }

  /** Plays the smoke test on a server that other runs use at the same time. */
  Outcome playSmoke(SharedServer server, Stage.Program program) throws InterruptedException {
    return play(() -> new Stage(program, server, timeLimit), Smoke::play);
  }

  private Outcome play(SetUp setUp, Scenario.Play play) throws InterruptedException {
    long start = System.nanoTime();
    try (Stage stage = setUp.stage()) {
      Throwable failure = bounded(play, stage);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      if (failure == null) {
        return new Outcome(Outcome.End.PASSED, "", time, "");
      }
      // Patience throws an AssertionError if its condition does not hold in time.
      return failure instanceof Failure || failure instanceof AssertionError
          ? new Outcome(
              Outcome.End.FAILED, String.valueOf(failure.getMessage()), time, lastLines(stage))
          : new Outcome(Outcome.End.BROKEN, "the kit failed: " + failure, time, lastLines(stage));
    } catch (IOException e) {
      return new Outcome(
          Outcome.End.BROKEN, "the kit cannot start server and network: " + e, Duration.ZERO, "");
    }
  }

  private static @Nullable Throwable bounded(Scenario.Play play, Stage stage)
      throws InterruptedException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> playing =
          thread.submit(
              () -> {
                play.on(stage);
                return null;
              });
      playing.get(LONGEST_PLAY.toSeconds(), TimeUnit.SECONDS);
      return stage.relay().scriptFailure();
    } catch (TimeoutException e) {
      return new Failure("the scenario takes longer than " + LONGEST_PLAY.toSeconds() + " s");
    } catch (ExecutionException e) {
      // A failure of the relay's script comes first: the other failure may be its consequence.
      Throwable scriptFailure = stage.relay().scriptFailure();
      Throwable cause = e.getCause();
      return scriptFailure != null ? scriptFailure : cause != null ? cause : e;
    } finally {
      thread.shutdownNow();
    }
  }

  private static String lastLines(Stage stage) {
    ClientProcess client = stage.client();
    if (client == null) {
      return "";
    }
    List<String> lines = client.lines().stream().map(Line::toString).map(Player::shorten).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()))
        + client.errorLines(LAST_LINES);
  }

  private static String shorten(String line) {
    return line.length() <= 160 ? line : line.substring(0, 160) + "…";
  }
}
