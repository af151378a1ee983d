package chat.charla.server.chat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decides which command of a stream may be carried out next. Owned by the core.
 *
 * <p>Commands begin in the order in which they arrived, without waiting for each other's answers,
 * with two exceptions:
 *
 * <ul>
 *   <li>A command after a change of rooms ({@code EnterRoom} or {@code LeaveRoom}) waits until the
 *       change is settled, because the command may depend on the change.
 *   <li>{@code LeaveRoom} waits until all commands before it are answered, because they may send
 *       messages to the same room.
 * </ul>
 */
final class CommandQueue {
  private final Queue<StreamCommand> waiting = new ArrayDeque<>(0);

  /** The number of commands that have begun and are not answered. */
  private int unanswered;

  private boolean changingRooms;

  void add(StreamCommand command) {
    waiting.add(command);
  }

  /**
   * Removes and returns the next command; null if no command waits, or if the next one must wait.
   */
  @Nullable StreamCommand next() {
    StreamCommand command = waiting.peek();
    if (command == null || changingRooms || (command.leavesRoom() && unanswered > 0)) {
      return null;
    }
    waiting.remove();
    unanswered++;
    changingRooms = command.changesRooms();
    return command;
  }

  /** Called when a command that has begun is answered. */
  void answered() {
    unanswered--;
  }

  /**
   * Called when the change of rooms is answered, and the stream delivers the changed set of
   * timelines.
   */
  void roomsSettled() {
    changingRooms = false;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean allAnswered() {
    return unanswered == 0 && waiting.isEmpty();
  }

  /** Whether all commands are answered, and every change of rooms is settled. */
  boolean isIdle() {
    return allAnswered() && !changingRooms;
  }

  /** Forgets the commands that have not begun. */
  void clear() {
    waiting.clear();
  }
}
