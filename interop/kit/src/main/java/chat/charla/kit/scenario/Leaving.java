package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Scenarios about {@code Leave} at different moments. */
final class Leaving {
  private Leaving() {}

  static List<Scenario> all() {
    return List.of(leaveWaits(), leaveWhileJoining(), leaveWhileWaiting());
  }

  private static Scenario leaveWaits() {
    return Scenario.of(
        3,
        "leave-waits-for-sends",
        "A client waits for the results of its messages before it calls `Leave`, even while it has no connection",
        "stops reconnecting when it is told to leave",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.wire().block();
          ana.send("m1", "my last words");
          ana.awaitCount("offline", 1);
          leave(ana);
          ana.awaitCount("offline", ana.lines("offline").size() + 1);
          stage.wire().unblock();
          ana.awaitResult("m1", "sent");
          Endings.expectExit(ana, 0);
          Sending.expectOnce(luis, "my last words");
          expectNameFree(stage);
        });
  }

  private static Scenario leaveWhileJoining() {
    return Scenario.of(
        6,
        "leave-while-joining",
        "A `Join` without an answer may have created an identity: the client repeats the `Join`, and then calls `Leave`",
        "exits without leaving if it is told to leave before `Join` is answered",
        stage -> {
          AtomicReference<@Nullable RelayedCall> held = new AtomicReference<>();
          stage.follow(
              new Script() {
                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  if (!call.method().equals("Join") || !held.compareAndSet(null, call)) {
                    call.toClient(message);
                  }
                }

                @Override
                public void onEnd(RelayedCall call, Status status, Metadata trailers) {
                  if (call != held.get()) {
                    call.end(status, trailers);
                  }
                }
              });
          ClientProcess ana = stage.start("Ana");
          stage.await("the server has answered its Join", () -> held.get() != null);
          leave(ana);
          RelayedCall join = held.get();
          Failure.unless(
              join != null && join.isAlive(), "the client gives up a Join after less than 5 s");
          if (join != null) {
            join.cut();
          }
          Endings.expectExit(ana, 0);
          expectNameFree(stage);
        });
  }

  private static Scenario leaveWhileWaiting() {
    return Scenario.of(
        6,
        "leaving-ends-a-wait",
        "A client that has left exits at once, even during a delay",
        "waits for the reconnect delay although it has left",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          RelayedCall stream = stage.stream();
          // This is longer than the kit waits for the client to exit.
          Duration delay = stage.timeLimit().multipliedBy(2);
          ContractCalls.inject(
              stream,
              Frames.closing(
                  Frames.error(ErrorReason.ERROR_REASON_SERVER_DRAINING, Status.Code.UNAVAILABLE),
                  Closing.Action.ACTION_RESUME,
                  delay));
          ana.awaitCount("offline", 1);
          ana.command("leave");
          Endings.expectExit(ana, 0);
          expectNameFree(stage);
        });
  }

  /** Tells the client to leave, and returns when the client has read the command. */
  private static void leave(ClientProcess client) {
    client.command("leave");
    client.await("leaving", line -> line.is("leaving"));
  }

  private static void expectNameFree(Stage stage) {
    try {
      var ignored = stage.otherClient("Ana");
    } catch (StatusRuntimeException taken) {
      throw new Failure("the client has left, and its name is not free: " + taken.getMessage());
    }
  }
}
