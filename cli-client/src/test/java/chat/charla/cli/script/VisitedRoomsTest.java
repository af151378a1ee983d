package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.client.Answer;
import chat.charla.client.Cancellable;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which rooms are left again. Other programs with the same token are in the room "shared". */
class VisitedRoomsTest {
  private final List<String> left = new ArrayList<>();
  private final Set<String> members = Set.of("shared");
  private final IdentityCalls calls =
      new IdentityCalls(
          StubTransports.of(
              (proxy, method, arguments) -> {
                assertEquals("execute", method.getName());
                carryOut(((ExecuteRequest) arguments[0]).getCommand(), arguments[2]);
                return (Cancellable) () -> {};
              }),
          "token",
          RetryLimit.STANDARD);

  @Test
  void onlyARoomThatTheSessionHasEnteredIsLeft() throws Exception {
    VisitedRooms visited = new VisitedRooms();
    visited.enter(calls, "shared");
    visited.enter(calls, "own");

    visited.leave(calls);

    assertEquals(List.of("own"), left);
  }

  @SuppressWarnings("unchecked") // Transport declares the argument with this type
  private void carryOut(ConverseRequest command, Object answer) {
    CommandResult.Builder result = CommandResult.newBuilder();
    if (command.hasEnterRoom()) {
      boolean member = members.contains(command.getEnterRoom().getRoom());
      result.setRoomEntered(RoomEntered.newBuilder().setAlreadyMember(member));
    } else {
      left.add(command.getLeaveRoom().getRoom());
      result.setRoomLeft(RoomLeft.getDefaultInstance());
    }
    ((Answer<ExecuteResponse>) answer)
        .onSuccess(ExecuteResponse.newBuilder().setResult(result).build());
  }
}
