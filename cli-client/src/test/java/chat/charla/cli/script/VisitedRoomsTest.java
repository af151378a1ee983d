package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which rooms a command leaves when it ends. Another program with the same token is in the room
 * "shared".
 */
class VisitedRoomsTest {
  /** What happens to one call. */
  private enum Fate {
    ANSWERED,
    /** The server carries the call out, but its answer does not arrive. */
    ANSWER_LOST,
    /** The server is draining, so it carries nothing out. */
    REFUSED_FOR_NOW,
    REFUSED
  }

  private final List<String> left = new ArrayList<>();
  private final Set<String> members = new HashSet<>(Set.of("shared"));
  private final Queue<Fate> fates = new ArrayDeque<>();
  private final VisitedRooms visited = new VisitedRooms();
  private final IdentityCalls calls = calls(RetryLimit.STANDARD);

  @Test
  void onlyARoomThatTheSessionHasEnteredIsLeft() throws Exception {
    visited.enter(calls, "shared");
    visited.enter(calls, "own");

    visited.leave(calls);

    assertEquals(List.of("own"), left);
  }

  @Test
  void aRoomIsLeftIfTheAnswerToEnteringItWasLost() throws Exception {
    fates.add(Fate.ANSWER_LOST);
    visited.enter(calls, "own");

    visited.leave(calls);

    assertEquals(List.of("own"), left);
  }

  @Test
  void aRoomIsLeftIfNoAnswerToEnteringItHasArrived() {
    IdentityCalls brief = calls(new RetryLimit(Duration.ofMillis(1), false));
    fates.addAll(Collections.nCopies(100, Fate.ANSWER_LOST));
    assertThrows(CallFailedException.class, () -> visited.enter(brief, "own"));
    fates.clear();

    visited.leave(calls);

    assertEquals(List.of("own"), left);
  }

  @Test
  void aRoomThatAnotherProgramHasEnteredIsNotLeftAfterARefusedAttempt() throws Exception {
    fates.add(Fate.REFUSED_FOR_NOW);
    visited.enter(calls, "shared");

    visited.leave(calls);

    assertEquals(List.of(), left);
  }

  @Test
  void aRoomThatCouldNotBeEnteredIsNotLeft() {
    fates.add(Fate.REFUSED);
    assertThrows(CallFailedException.class, () -> visited.enter(calls, "own"));

    visited.leave(calls);

    assertEquals(List.of(), left);
  }

  private IdentityCalls calls(RetryLimit limit) {
    return new IdentityCalls(
        StubTransports.of(
            (proxy, method, arguments) -> {
              if (method.getName().equals("execute")) {
                take(((ExecuteRequest) arguments[0]).getCommand(), arguments[2]);
                return (Cancellable) () -> {};
              }
              assertEquals("abandonConnection", method.getName());
              return null;
            }),
        "token",
        limit);
  }

  @SuppressWarnings("unchecked") // Transport declares the argument with this type
  private void take(ConverseRequest command, Object receiver) {
    Answer<ExecuteResponse> answer = (Answer<ExecuteResponse>) receiver;
    Fate fate = fates.isEmpty() ? Fate.ANSWERED : fates.remove();
    switch (fate) {
      case ANSWERED -> answer.onSuccess(carryOut(command));
      case ANSWER_LOST -> {
        carryOut(command);
        answer.onFailure(CallFailure.of(Status.Code.UNAVAILABLE, "reset"));
      }
      case REFUSED_FOR_NOW ->
          answer.onFailure(
              refusal(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SERVER_DRAINING));
      case REFUSED ->
          answer.onFailure(
              refusal(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_TOO_MANY_ROOMS));
    }
  }

  private ExecuteResponse carryOut(ConverseRequest command) {
    CommandResult.Builder result = CommandResult.newBuilder();
    if (command.hasEnterRoom()) {
      boolean alreadyMember = !members.add(command.getEnterRoom().getRoom());
      result.setRoomEntered(RoomEntered.newBuilder().setAlreadyMember(alreadyMember));
    } else {
      left.add(command.getLeaveRoom().getRoom());
      result.setRoomLeft(RoomLeft.getDefaultInstance());
    }
    return ExecuteResponse.newBuilder().setResult(result).build();
  }

  private static CallFailure refusal(Status.Code code, ErrorReason reason) {
    return CallFailure.of(code, reason, "", Map.of(), null);
  }
}
