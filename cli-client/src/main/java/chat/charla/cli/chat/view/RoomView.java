package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.text.Sanitizer;

/** Shows a room that the user switches to. Owned by the client's scheduler. */
public final class RoomView {
  private final ChatState state;
  private final Display display;

  public RoomView(ChatState state, Display display) {
    this.state = state;
    this.display = display;
  }

  /** Makes a room the current one, and shows its unread messages. */
  public void switchTo(Room room) {
    if (state.rooms().isCurrent(room.name()) && room.unread() == 0) {
      display.answer("room.now", Sanitizer.line(room.name()));
      return;
    }
    state.rooms().switchTo(room);
    Room.Missed missed = room.takeMissed();
    display.answer("room.now", Sanitizer.line(room.name()));
    if (missed.unread().isEmpty()) {
      return;
    }
    missed.read().forEach(event -> display.event(event, state.self(), ""));
    display.divider(
        display.words().counted("room.unread", missed.hidden() + missed.unread().size()));
    if (missed.hidden() > 0) {
      display.answer("room.hidden", missed.hidden());
    }
    missed.unread().forEach(event -> display.event(event, state.self(), ""));
  }
}
