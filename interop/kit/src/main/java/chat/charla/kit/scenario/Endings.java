package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scenarios about the end of a stream, after which a client must reconnect, wait or stop. */
final class Endings {
  private Endings() {}

  static List<Scenario> all() {
    return List.of(
        superseded(),
        statusAlone(),
        sessionEnded(),
        closingStop(),
        finalEnd(),
        internalError(),
        drainingDelay(),
        retriesAreSpaced(),
        retriesAreJittered(),
        drain(),
        drainSurvivesCut());
  }

  private static Scenario superseded() {
    return Scenario.of(
        7,
        "superseded-stops",
        "STREAM_SUPERSEDED: two programs with one token must not supersede each other forever",
        "reconnects after it was superseded",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.twinOfClient().open(Long.MAX_VALUE);
          expectStopped(stage, ana, "STREAM_SUPERSEDED");
        });
  }

  private static Scenario statusAlone() {
    return Scenario.of(
        7,
        "status-says-it-too",
        "The status has the same content as the `Closing`, for a client that missed the `Closing`",
        "obeys only a `Closing`, and treats every other end as a broken connection",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.onFrame((stream, frame) -> !frame.hasClosing()));
          stage.twinOfClient().open(Long.MAX_VALUE);
          expectStopped(stage, ana, "STREAM_SUPERSEDED");
        });
  }

  private static Scenario sessionEnded() {
    return Scenario.of(
        7,
        "session-ended-stops",
        "SESSION_ENDED: the identity was ended by `Leave`; STOP",
        "joins as a new identity when its session has ended",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.twinOfClient().leave();
          expectStopped(stage, ana, "SESSION_ENDED");
          Failure.unless(stage.relay().calls("Join").size() == 1, "the client joins again");
        });
  }

  private static Scenario closingStop() {
    return Scenario.of(
        7,
        "closing-stop-is-obeyed",
        "The client obeys `Closing.action`, also for a reason that it does not know",
        "decides by the status code, and not by the action",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          Frames.close(
              stage.stream(),
              Frames.unknownError(Status.Code.UNAVAILABLE),
              Closing.Action.ACTION_STOP);
          expectStopped(stage, ana, "");
        });
  }

  private static Scenario finalEnd() {
    return Scenario.of(
        7,
        "final-end-stops",
        "Every code except UNAVAILABLE is final, also with a reason that the client does not know",
        "reconnects after every refusal",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          Frames.end(stage.stream(), Frames.unknownError(Status.Code.PERMISSION_DENIED));
          expectStopped(stage, ana, "");
        });
  }

  private static Scenario internalError() {
    return Scenario.of(
        7,
        "internal-error-resumes",
        "INTERNAL ends the stream; RESUME, after a growing delay",
        "stops at an internal error of the server",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          failInternally(stage.stream());
          ana.awaitOnline(2);
          ana.send("m1", "back again");
          ana.awaitResult("m1", "sent");
        });
  }

  /** Ends the stream as a server does after an internal error. */
  static void failInternally(RelayedCall stream) {
    Frames.close(
        stream,
        Frames.error(ErrorReason.ERROR_REASON_INTERNAL, Status.Code.INTERNAL),
        Closing.Action.ACTION_RESUME);
  }

  private static Scenario drainingDelay() {
    return Scenario.of(
        7,
        "draining-honours-delay",
        "The client waits for `Closing.reconnect_delay` before it reconnects",
        "ignores the delay of a `Closing`",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          Duration delay = Duration.ofSeconds(2);
          RelayedCall stream = stage.stream();
          ContractCalls.inject(
              stream,
              Frames.closing(
                  Frames.error(ErrorReason.ERROR_REASON_SERVER_DRAINING, Status.Code.UNAVAILABLE),
                  Closing.Action.ACTION_RESUME,
                  delay));
          long told = System.nanoTime();
          Frames.end(
              stream,
              Frames.error(
                  ErrorReason.ERROR_REASON_SERVER_DRAINING, Status.Code.UNAVAILABLE, delay));
          ana.awaitOnline(2);
          expectWait(told, stage.stream().startNanos(), delay);
          ana.send("m1", "back again");
          ana.awaitResult("m1", "sent");
        });
  }

  private static Scenario retriesAreSpaced() {
    return Scenario.of(
        4,
        "retries-are-spaced",
        "While attempts fail, the client retries at growing intervals, and does not give up",
        "tries again every 100 ms",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(
              Scripts.refuse(
                  "Converse",
                  Integer.MAX_VALUE,
                  Status.UNAVAILABLE.withDescription("the kit refuses"),
                  new Metadata()));
          stage.stream().cut();
          stage.pause(Duration.ofSeconds(6));
          int attempts = stage.relay().streams().size() - 1;
          Failure.unless(attempts <= 12, "the client has tried %d times in 6 s", attempts);
          Failure.unless(attempts >= 2, "the client has tried only %d times in 6 s", attempts);
          stage.follow(Script.PASS);
          ana.await(
              "that the client is online again",
              Duration.ofSeconds(40),
              line -> line.is("online") && ana.lines("online").size() == 2);
        });
  }

  private static Scenario retriesAreJittered() {
    return Scenario.of(
        4,
        "retries-are-jittered",
        "The client adds jitter, so that not all clients reconnect to a restarted server at once",
        "waits exactly twice as long each time",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          ClientProcess eva = stage.join("Eva");
          stage.wire().block();
          ana.awaitCount("offline", 3);
          eva.awaitCount("offline", 3);
          Failure.unless(
              !waits(ana).equals(waits(eva)),
              "two clients have the same delays, %s ms",
              waits(ana));
        });
  }

  private static List<Long> waits(ClientProcess client) {
    return client.lines("offline").stream().limit(3).map(line -> line.number("retry_ms")).toList();
  }

  private static Scenario drain() {
    return Scenario.of(
        4,
        "drain-ends-with-everything",
        "`drain_on_half_close`: the server answers all commands, and delivers all events up to that time",
        "ends as soon as its messages have results",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.follow(new EventsAtTheEnd());
          luis.chatter(40, "said before the end");
          for (int i = 1; i <= 5; i++) {
            ana.send("m" + i, "text " + i);
          }
          ana.endInput();
          ana.awaitCount("sent", 5);
          expectExit(ana, 0);
          Delivery.expectMessages(ana, "lobby", 1, 45);
        });
  }

  private static Scenario drainSurvivesCut() {
    return Scenario.of(
        4,
        "drain-survives-a-cut",
        "If a stream is lost while it drains, the drain continues on the next stream",
        "treats a broken stream as the end of its drain",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          AtomicBoolean cut = new AtomicBoolean();
          stage.follow(
              new Script() {
                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  if (cut.get()
                      || !call.method().equals("Converse")
                      || ContractCalls.response(message).hasResult()) {
                    call.toClient(message);
                  }
                }

                @Override
                public void onHalfClose(RelayedCall call) {
                  if (call.method().equals("Converse") && cut.compareAndSet(false, true)) {
                    call.cut();
                  } else {
                    call.halfClose();
                  }
                }
              });
          luis.chatter(3, "said before the end");
          ana.send("m1", "the last one");
          ana.endInput();
          expectExit(ana, 0);
          ana.awaitResult("m1", "sent");
          Delivery.expectMessages(ana, "lobby", 1, 4);
        });
  }

  static void expectExit(ClientProcess client, int code) {
    int exit = client.awaitExit();
    Failure.unless(
        exit == code,
        "the client exits with %d instead of %d; %s",
        exit,
        code,
        client.lastOutput());
  }

  /** Fails if the time between the two moments is shorter than the delay. */
  static void expectWait(long fromNanos, long toNanos, Duration delay) {
    long waited = (toNanos - fromNanos) / 1_000_000;
    Failure.unless(
        waited >= delay.toMillis() - 20,
        "the client is asked to wait %d ms, and tries again after %d ms",
        delay.toMillis(),
        waited);
  }

  static void expectStopped(Stage stage, ClientProcess client, String reason) {
    int streams = stage.relay().streams().size();
    Line stopped = client.await("stopped", line -> line.is("stopped"));
    Failure.unless(
        reason.isEmpty() || stopped.text("reason").equals(reason),
        "the reason is %s, and the client prints %s",
        reason,
        stopped);
    // A client that has exited opens no more streams.
    expectExit(client, 1);
    int more = stage.relay().streams().size() - streams;
    Failure.unless(more == 0, "the client must stop, and opens %d more streams", more);
  }

  /** Forwards results immediately, and everything else when the server has ended the stream. */
  private static final class EventsAtTheEnd implements Script {
    private final Deque<byte[]> held = new ArrayDeque<>();

    @Override
    public void onResponse(RelayedCall call, byte[] message) {
      if (!call.method().equals("Converse") || ContractCalls.response(message).hasResult()) {
        call.toClient(message);
      } else {
        held.add(message);
      }
    }

    @Override
    public void onEnd(RelayedCall call, Status status, Metadata trailers) {
      if (call.method().equals("Converse")) {
        held.forEach(call::toClient);
      }
      call.end(status, trailers);
    }
  }
}
