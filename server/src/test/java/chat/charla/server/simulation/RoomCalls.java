package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Scheduler;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.LeaveRoom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The unary calls by which a person enters and leaves rooms. A call is repeated until its outcome
 * is known.
 */
final class RoomCalls {
  private final SimulatedTransport transport;
  private final RepeatedCalls calls;
  private final Supplier<String> name;
  private final Supplier<String> token;

  /** The rooms that calls enter or leave, until the outcome of the call is known. */
  private final Set<String> changing = new HashSet<>();

  /** The rooms that calls have ever entered. The stream of that time need not deliver them. */
  private final Set<String> entered = new HashSet<>();

  RoomCalls(
      Truth truth,
      SimulatedTransport transport,
      Scheduler scheduler,
      Supplier<String> name,
      Supplier<String> token) {
    this.transport = transport;
    this.calls = new RepeatedCalls(truth, scheduler);
    this.name = name;
    this.token = token;
  }

  /** Whether a call enters or leaves the room, and its outcome is not known. */
  boolean isChanging(String room) {
    return changing.contains(room);
  }

  /** Whether the outcome of every call is known. */
  boolean areKnown() {
    return changing.isEmpty();
  }

  /** Whether a call has ever entered the room. */
  boolean haveEntered(String room) {
    return entered.contains(room);
  }

  void enter(String room) {
    entered.add(room);
    begin(room, ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(room)));
  }

  void leave(String room) {
    begin(room, ConverseRequest.newBuilder().setLeaveRoom(LeaveRoom.newBuilder().setRoom(room)));
  }

  private void begin(String room, ConverseRequest.Builder command) {
    changing.add(room);
    calls.<ExecuteResponse>untilKnown(
        answer ->
            transport.execute(
                ExecuteRequest.newBuilder().setCommand(command).build(), token.get(), answer),
        response -> changing.remove(room),
        refusal -> {
          require(
              refusal != ErrorReason.ERROR_REASON_INTERNAL,
              "%s gets INTERNAL for %s",
              name.get(),
              command);
          changing.remove(room);
        });
  }
}
