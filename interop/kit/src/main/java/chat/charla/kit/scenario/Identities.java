package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.ContractCalls;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scenarios about names and identities. */
final class Identities {
  private Identities() {}

  static List<Scenario> all() {
    return List.of(
        nameTaken(),
        invalidName(),
        fullServer(),
        lostJoinAnswer(),
        usedUpRequestId(),
        internalErrorOnJoin(),
        incompleteRequest(),
        sameIdentity(),
        nameLost(),
        expired(),
        streamNumberRises(),
        lostLeaveAnswer());
  }

  private static Scenario nameTaken() {
    return Scenario.of(
        6,
        "name-taken-falls-back",
        "NAME_TAKEN suggests a name that is free",
        "asks for the taken name again and again",
        stage -> {
          var ignored = stage.otherClient("Ana");
          ClientProcess ana = stage.join("ANA");
          String name = ana.name();
          Failure.unless(
              !name.equalsIgnoreCase("Ana") && !name.isEmpty(),
              "the name is taken, and the client has %s",
              name);
          int joins = stage.relay().calls("Join").size();
          Failure.unless(
              joins == 2, "the suggested name is free, and the client joined %d times", joins);
        });
  }

  private static Scenario invalidName() {
    return Scenario.of(
        7,
        "invalid-name-stops",
        "NAME_INVALID is final",
        "repeats a Join whatever the reason of its refusal",
        stage -> {
          ClientProcess ana = stage.start("no/name");
          Line stopped = ana.await("stopped", line -> line.is("stopped"));
          Failure.unless(
              stopped.text("reason").equals("NAME_INVALID"),
              "the reason is NAME_INVALID, and the client prints %s",
              stopped);
          Endings.expectExit(ana, 1);
          int joins = stage.relay().calls("Join").size();
          Failure.unless(joins <= 1, "the client asks for an invalid name %d times", joins);
        });
  }

  private static Scenario fullServer() {
    return Scenario.of(
        7,
        "full-server-is-awaited",
        "SERVER_FULL for `Join`: try again after the retry delay",
        "gives up when the server is full",
        stage -> {
          Duration delay = Duration.ofMillis(1500);
          stage.follow(
              Scripts.refuse(
                  "Join",
                  1,
                  Frames.error(
                      ErrorReason.ERROR_REASON_SERVER_FULL,
                      Status.Code.RESOURCE_EXHAUSTED,
                      delay)));
          stage.join("Ana");
          List<RelayedCall> joins = stage.relay().calls("Join");
          Endings.expectWait(joins.get(0).startNanos(), joins.get(1).startNanos(), delay);
        });
  }

  private static Scenario lostJoinAnswer() {
    return Scenario.of(
        6,
        "lost-join-answer-repeats-request-id",
        "Repeating a `Join` whose answer was lost, with the same `request_id`, returns the same session",
        "makes a new request id for each attempt to join",
        stage -> {
          stage.follow(Scripts.loseFirstAnswer("Join"));
          ClientProcess ana = stage.join("Ana");
          String name = ana.name();
          Failure.unless(name.equals("Ana"), "the name was free, and the client has %s", name);
          List<RelayedCall> joins = stage.relay().calls("Join");
          String id = ContractCalls.join(joins.get(0)).getRequestId();
          Failure.unless(
              !id.isEmpty() && id.equals(ContractCalls.join(joins.get(1)).getRequestId()),
              "a repetition has the same request_id, and the client sends '%s' and '%s'",
              id,
              ContractCalls.join(joins.get(1)).getRequestId());
        });
  }

  private static Scenario usedUpRequestId() {
    return Scenario.of(
        6,
        "used-up-request-id-is-replaced",
        "SESSION_ENDED for a `Join` without a token: its `request_id` is used up, and the client makes a new id",
        "repeats the request id that is used up",
        stage -> {
          AtomicBoolean refused = new AtomicBoolean();
          stage.follow(
              new Script() {
                @Override
                public void onRequest(RelayedCall call, byte[] message) {
                  if (call.method().equals("Join") && refused.compareAndSet(false, true)) {
                    Frames.end(
                        call,
                        Frames.error(
                            ErrorReason.ERROR_REASON_SESSION_ENDED, Status.Code.UNAUTHENTICATED));
                  } else {
                    call.toServer(message);
                  }
                }
              });
          stage.join("Ana");
          List<RelayedCall> joins = stage.relay().calls("Join");
          String id = ContractCalls.join(joins.get(0)).getRequestId();
          Failure.unless(
              !id.isEmpty() && !id.equals(ContractCalls.join(joins.get(1)).getRequestId()),
              "the second Join has a new request_id, and the client repeats '%s'",
              id);
        });
  }

  private static Scenario internalErrorOnJoin() {
    return Scenario.of(
        7,
        "internal-error-on-join",
        "INTERNAL leaves the outcome of a call unknown: the client repeats the call with the same ids, after a growing delay",
        "stops when `Join` fails with INTERNAL",
        stage -> {
          AtomicBoolean failed = new AtomicBoolean();
          stage.follow(
              new Script() {
                @Override
                public void onResponse(RelayedCall call, byte[] message) {
                  if (call.method().equals("Join") && failed.compareAndSet(false, true)) {
                    Frames.end(
                        call,
                        Frames.error(ErrorReason.ERROR_REASON_INTERNAL, Status.Code.INTERNAL));
                    return;
                  }
                  call.toClient(message);
                }
              });
          ClientProcess ana = stage.join("Ana");
          String name = ana.name();
          Failure.unless(
              name.equals("Ana"),
              "the client's first identity has taken the name, and the client has %s",
              name);
        });
  }

  private static Scenario incompleteRequest() {
    return Scenario.of(
        7,
        "incomplete-request-is-repeated",
        "REQUEST_INCOMPLETE: the request has had no effect, and may be repeated",
        "stops when a request has arrived incomplete",
        stage -> {
          Error error =
              Frames.error(
                  ErrorReason.ERROR_REASON_REQUEST_INCOMPLETE, Status.Code.DEADLINE_EXCEEDED);
          stage.follow(Scripts.refuse("Join", 1, error));
          ClientProcess ana = stage.join("Ana");
          Frames.end(stage.stream(), error);
          ana.awaitOnline(2);
          Failure.unless(ana.lines("joined").size() == 1, "the client has joined again");
        });
  }

  private static Scenario sameIdentity() {
    return Scenario.of(
        6,
        "reconnects-as-itself",
        "After a lost stream the client opens the next one with the same token",
        "joins as a new identity for each stream",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.wire().cut();
          ana.awaitOnline(2);
          stage.wire().closeConnections();
          ana.awaitOnline(3);
          Failure.unless(
              ana.lines("joined").size() == 1,
              "the client has become another identity: %s",
              ana.lines("joined"));
          Failure.unless(
              stage.relay().streams().stream().map(RelayedCall::token).distinct().count() == 1,
              "the client's streams have different tokens");
        });
  }

  private static Scenario nameLost() {
    return Scenario.of(
        6,
        "name-lost-rejoins-with-token",
        "NAME_LOST: `Join` with the token and another name; the identity and its sends stay",
        "joins without its token when its name is lost",
        List.of("--name-lease", "1s"),
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          String id = ana.id();
          stage.wire().block();
          // The new owner opens a stream, so that it keeps the name.
          stage.otherClientAsSoonAsFree("Ana").open(1);
          ana.send("m1", "still me");
          stage.wire().unblock();
          ana.awaitResult("m1", "sent");
          Event event = luis.history("lobby").get(0);
          Failure.unless(
              event.getActor().getId().equals(id),
              "the client's name was %s, and its message is by %s",
              id,
              event.getActor().getId());
          Failure.unless(
              !event.getActor().getName().equals("Ana"),
              "another identity has the name that the client claims");
          List<Line> joined = ana.lines("joined");
          Failure.unless(
              joined.size() == 2 && joined.get(1).text("name").equals(event.getActor().getName()),
              "the client has a new name, and prints %s",
              joined);
        });
  }

  private static Scenario expired() {
    return Scenario.of(
        3,
        "identity-expired",
        "SESSION_EXPIRED: join as a new identity; the outcome of a send without a result stays unknown, and the send is never repeated",
        "sends pending messages under its new identity",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(Scripts.onCommand((stream, command) -> !command.hasSendMessage()));
          ana.send("m1", "by the old identity");
          stage.await("m1 is sent", () -> !stage.sends("m1").isEmpty());
          stage.killServer();
          stage.follow(Script.PASS);
          stage.replaceServer();
          ana.awaitResult("m1", "lost");
          stage.await("the client joins as a new identity", () -> ana.lines("joined").size() == 2);
          ana.send("m2", "by the new identity");
          ana.awaitResult("m2", "sent");
          OtherClient luis = stage.otherClient("Luis");
          Sending.expectTexts(luis, List.of("by the new identity"));
        });
  }

  private static Scenario streamNumberRises() {
    return Scenario.of(
        4,
        "stream-number-rises",
        "Each stream has a larger `stream_number` than the stream before; if two streams have the same number, the server ends the stream that arrives later",
        "gives every stream the same number",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(
              new Script() {
                @Override
                public void onClientGone(RelayedCall call) {
                  // The server does not notice the loss: the old stream stays open on the server.
                }
              });
          for (int i = 2; i <= 3; i++) {
            stage.wire().cut();
            ana.awaitOnline(i);
            ana.send("m" + i, "on a new stream");
            ana.awaitResult("m" + i, "sent");
          }
          List<Long> numbers =
              stage.relay().streams().stream()
                  .map(stream -> ContractCalls.open(stream).getStreamNumber())
                  .toList();
          List<Long> rising = new HashSet<>(numbers).stream().sorted().toList();
          Failure.unless(
              numbers.equals(rising) || numbers.stream().allMatch(number -> number == 0),
              "stream numbers must rise, and the client uses %s",
              numbers);
        });
  }

  private static Scenario lostLeaveAnswer() {
    return Scenario.of(
        6,
        "lost-leave-answer",
        "A repeated `Leave` whose first answer was lost is answered with SESSION_ENDED: the client has left",
        "treats SESSION_ENDED as a failure when it leaves",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.follow(new LoseLeaveAnswer());
          ana.command("leave");
          Endings.expectExit(ana, 0);
          var ignored = stage.otherClient("Ana");
        });
  }

  /** Drops the answer to {@code Leave}, and then the end of the stream. */
  private static final class LoseLeaveAnswer implements Script {
    private boolean lost;

    @Override
    public synchronized void onResponse(RelayedCall call, byte[] message) {
      if (call.method().equals("Leave") && !lost) {
        lost = true;
        call.cut();
      } else if (!call.method().equals("Converse")) {
        call.toClient(message);
      }
    }

    @Override
    public void onEnd(RelayedCall call, Status status, Metadata trailers) {
      if (call.method().equals("Converse")
          && ContractCalls.frames(call).stream().anyMatch(f -> f.hasReady())) {
        call.cut();
      } else {
        call.end(status, trailers);
      }
    }
  }
}
