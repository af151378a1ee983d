package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import java.util.List;

/** Shows a room that the user switches to. Owned by the client's scheduler. */
public final class RoomView {
  private final ChatState state;
  private final Display display;

  public RoomView(ChatState state, Display display) {
    this.state = state;
    this.display = display;
  }

  /**
   * Ends the private conversation, if there is one, and tells the user to which room typed text
   * goes now.
   */
  public void endQuery(String room) {
    User peer = state.privatePeers().peer();
    state.privatePeers().setPeer(null);
    if (peer != null) {
      display.answer("query.ended", Sanitizer.line(room), Sanitizer.line(peer.getName()));
    }
  }

  /** Shows the title, the topic and the limits of a room, if they are known and it has any. */
  public void about(Room room) {
    RoomSettings settings = room.settings();
    List<String> parts =
        settings == null ? List.of() : new RoomWords(display.words().messages()).settings(settings);
    if (!parts.isEmpty()) {
      display.answer("room.about", Sanitizer.line(room.name()), String.join("; ", parts));
    }
  }

  /**
   * Makes a room the current one, and shows its unread messages. If there is a private
   * conversation, tells the user that typed text still goes to the peer.
   */
  public void switchTo(Room room) {
    state.rooms().switchTo(room);
    Room.Missed missed = room.takeMissed();
    RoomSettings settings = room.settings();
    if (settings == null || settings.getTitle().isEmpty()) {
      display.answer("room.now", Sanitizer.line(room.name()));
    } else {
      String title = Sanitizer.line(settings.getTitle());
      display.answer("room.now.titled", Sanitizer.line(room.name()), title);
    }
    User peer = state.privatePeers().peer();
    if (peer != null) {
      display.answer("query.still", Sanitizer.line(peer.getName()));
    }
    if (missed.unread().isEmpty()) {
      return;
    }
    missed.read().forEach(event -> display.event(event, state.self(), ""));
    display.divider(
        display.words().counted("room.unread", missed.hidden() + missed.unread().size()));
    if (missed.hidden() > 0) {
      display.answerText(display.words().counted("room.hidden", missed.hidden()));
    }
    missed.unread().forEach(event -> display.event(event, state.self(), ""));
  }
}
