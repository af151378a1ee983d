package chat.charla.kit.scenario;

import chat.charla.kit.world.ContractCalls;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Relay scripts that several scenarios use. */
final class Scripts {
  /** Decides what happens to a frame of the server. */
  interface FrameRule {
    /** Whether the relay forwards the frame to the client; if not, the rule has handled it. */
    boolean passes(RelayedCall stream, ConverseResponse frame);
  }

  /** Decides what happens to a command of the client. */
  interface CommandRule {
    /** Whether the relay forwards the command to the server; if not, the rule has handled it. */
    boolean passes(RelayedCall stream, ConverseRequest command);
  }

  private Scripts() {}

  static Script onFrame(FrameRule rule) {
    return new Script() {
      @Override
      public void onResponse(RelayedCall call, byte[] message) {
        if (!call.method().equals("Converse")
            || rule.passes(call, ContractCalls.response(message))) {
          call.toClient(message);
        }
      }
    };
  }

  static Script onCommand(CommandRule rule) {
    return new Script() {
      @Override
      public void onRequest(RelayedCall call, byte[] message) {
        if (!call.method().equals("Converse")
            || rule.passes(call, ContractCalls.request(message))) {
          call.toServer(message);
        }
      }
    };
  }

  /** Cuts the stream instead of forwarding the first matching frame of the server. */
  static Script cutAtFirstFrame(Predicate<ConverseResponse> matches) {
    AtomicBoolean cut = new AtomicBoolean();
    return onFrame((stream, frame) -> !(matches.test(frame) && cutOnce(stream, cut)));
  }

  /** Cuts the stream instead of forwarding the first matching command of the client. */
  static Script cutAtFirstCommand(Predicate<ConverseRequest> matches) {
    AtomicBoolean cut = new AtomicBoolean();
    return onCommand((stream, command) -> !(matches.test(command) && cutOnce(stream, cut)));
  }

  private static boolean cutOnce(RelayedCall stream, AtomicBoolean cut) {
    boolean first = cut.compareAndSet(false, true);
    if (first) {
      stream.cut();
    }
    return first;
  }

  /** Answers the matching commands with an error in place of the server. */
  static Script refuseCommands(Predicate<ConverseRequest> matches, Error error) {
    return onCommand(
        (stream, command) -> {
          boolean refused = matches.test(command);
          if (refused) {
            ContractCalls.inject(stream, Frames.refusal(command.getRequestId(), error));
          }
          return !refused;
        });
  }

  /** Drops the first answer of a unary method, after the server has carried out the call. */
  static Script loseFirstAnswer(String method) {
    AtomicInteger answers = new AtomicInteger();
    return new Script() {
      @Override
      public void onResponse(RelayedCall call, byte[] message) {
        if (call.method().equals(method) && answers.getAndIncrement() == 0) {
          call.cut();
          return;
        }
        call.toClient(message);
      }
    };
  }

  /** Never answers the first call of a method, which the server carries out. */
  static Script leaveFirstUnanswered(String method) {
    AtomicReference<@Nullable RelayedCall> first = new AtomicReference<>();
    return new Script() {
      @Override
      public void onCall(RelayedCall call) {
        if (call.method().equals(method)) {
          first.compareAndSet(null, call);
        }
      }

      @Override
      public void onResponse(RelayedCall call, byte[] message) {
        if (call != first.get()) {
          call.toClient(message);
        }
      }

      @Override
      public void onEnd(RelayedCall call, Status status, Metadata trailers) {
        if (call != first.get()) {
          call.end(status, trailers);
        }
      }
    };
  }

  /** Refuses the first {@code times} calls of a method in place of the server. */
  static Script refuse(String method, int times, Error error) {
    return refuse(method, times, Frames.status(error), Frames.trailers(error));
  }

  /** Ends the first {@code times} calls of a method with this status and these trailers. */
  static Script refuse(String method, int times, Status status, Metadata trailers) {
    AtomicInteger calls = new AtomicInteger();
    return new Script() {
      @Override
      public void onCall(RelayedCall call) {
        if (call.method().equals(method) && calls.getAndIncrement() < times) {
          call.end(status, trailers);
        }
      }
    };
  }

  /** Whether a frame contains a durable event of this timeline. */
  static boolean hasEvent(ConverseResponse frame, String room) {
    return frame.getBatch().getEventsList().stream()
        .anyMatch(event -> event.getSequence() > 0 && event.getRoom().equals(room));
  }
}
