package chat.charla.server.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.SendMessageRequest;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which commands begin, depending on the commands that have arrived and on their states. */
class CommandQueueTest {
  private final CommandQueue queue = new CommandQueue();

  /**
   * The first column is what happens, in order: a command of this name arrives, a command is
   * answered, or a change of rooms is settled. The second column has the commands that have begun.
   */
  @ParameterizedTest
  @CsvSource({
    // Messages and unknown commands wait for nothing.
    "send1 send2 other,                       send1 send2 other",
    // Commands after a change of rooms wait until the change is settled.
    "send1 enter send2,                       send1 enter",
    "enter answered send1,                    enter",
    "enter answered settled send1,            enter send1",
    "enter1 enter2 answered,                  enter1",
    "enter1 enter2 answered settled,          enter1 enter2",
    "leave send1 other,                       leave",
    "leave1 leave2 answered settled,          leave1 leave2",
    "enter leave answered,                    enter",
    "enter leave answered settled,            enter leave",
    // Leaving waits until earlier commands are answered, and later commands wait for the leaving.
    "leave,                                   leave",
    "send1 leave send2,                       send1",
    "send1 leave send2 answered,              send1 leave",
    "send1 leave send2 answered answered settled, send1 leave send2",
    "send1 send2 leave answered,              send1 send2",
    "send1 send2 leave answered answered,     send1 send2 leave",
    // Entering a room does not wait for earlier answers. Leaving a room does, also if the client
    // enters one in between.
    "send1 enter leave answered settled,      send1 enter",
    "send1 enter leave answered settled answered, send1 enter leave",
  })
  void commandsBeginInTheirOrder(String happened, String begun) {
    StringJoiner names = new StringJoiner(" ");
    for (String event : happened.split(" ")) {
      switch (event) {
        case "answered" -> queue.answered();
        case "settled" -> queue.roomsSettled();
        default -> queue.add(command(event));
      }
      for (StreamCommand next = queue.next(); next != null; next = queue.next()) {
        names.add(next.request().getRequestId());
      }
    }
    assertEquals(begun, names.toString());
  }

  @Test
  void aQueueIsIdleWhenAllCommandsAreAnsweredAndTheirChangesOfRoomsSettled() {
    assertState(true, true);
    queue.add(command("enter"));
    assertState(false, false);
    queue.next();
    assertState(false, false);
    queue.answered();
    assertState(true, false);
    queue.roomsSettled();
    assertState(true, true);
  }

  @Test
  void aClearedQueueStillCountsTheCommandsThatHaveBegun() {
    queue.add(command("send1"));
    queue.next();
    queue.add(command("send2"));

    queue.clear();

    assertFalse(queue.hasWaiting());
    assertState(false, false);
    queue.answered();
    assertState(true, true);
  }

  private void assertState(boolean allAnswered, boolean idle) {
    assertEquals(allAnswered, queue.allAnswered());
    assertEquals(idle, queue.isIdle());
  }

  private static StreamCommand command(String name) {
    ConverseRequest.Builder request = ConverseRequest.newBuilder().setRequestId(name);
    if (name.startsWith("send")) {
      request.setSendMessage(SendMessageRequest.getDefaultInstance());
    } else if (name.startsWith("enter")) {
      request.setEnterRoom(EnterRoom.getDefaultInstance());
    } else if (name.startsWith("leave")) {
      request.setLeaveRoom(LeaveRoom.getDefaultInstance());
    } else {
      assertTrue(name.equals("other"), name);
    }
    return StreamCommand.of(request.build(), false, null);
  }
}
