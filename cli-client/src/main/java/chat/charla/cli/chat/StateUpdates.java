package chat.charla.cli.chat;

import chat.charla.cli.chat.input.UserLists;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.chat.view.Arrivals;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.RoomView;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;

/**
 * Updates the state when the server reports a change of the user's identity or rooms. Owned by the
 * client's scheduler.
 */
final class StateUpdates {
  private final ChatState state;
  private final Arrivals arrivals;
  private final UserLists userLists;
  private final RoomView roomView;
  private final Display display;
  private final Introduction introduction;
  private final RoomStates roomStates;

  StateUpdates(
      ChatState state,
      Arrivals arrivals,
      UserLists userLists,
      RoomView roomView,
      Display display,
      Introduction introduction,
      RoomStates roomStates) {
    this.state = state;
    this.arrivals = arrivals;
    this.userLists = userLists;
    this.roomView = roomView;
    this.display = display;
    this.introduction = introduction;
    this.roomStates = roomStates;
  }

  /**
   * A stream is open.
   *
   * @param first whether this is the first stream, so that the user sees the room for the first
   *     time
   */
  void take(Ready ready, boolean first) {
    state.setSelf(ready.getSelf());
    state.setLimits(ready.getLimits());
    Room before = state.rooms().current();
    state.rooms().take(ready);
    arrivals.take(ready);
    Room room = state.rooms().current();
    if (room != null && before != null && room != before) {
      roomView.switchTo(room);
    }
    if (first && room != null) {
      ready.getTimelinesList().stream()
          .filter(timeline -> timeline.getRoom().equals(room.name()))
          .findFirst()
          .ifPresent(introduction::joined);
    }
  }

  /**
   * A timeline is caught up. Lists the users again, because the server does not deliver an event
   * for every change of presence.
   */
  void take(CaughtUp caughtUp) {
    arrivals.take(caughtUp);
    if (!caughtUp.getRoom().isEmpty()) {
      userLists.refresh();
      Room room = state.rooms().named(caughtUp.getRoom());
      if (room != null) {
        userLists.refresh(room);
        roomStates.ask(room, () -> {});
      }
    }
  }

  /**
   * The user has entered a room, or has asked to enter a room of which the user is a member
   * already. Makes that room the current one.
   */
  void take(RoomEntered entered) {
    boolean wasMember = state.rooms().named(entered.getTimeline().getRoom()) != null;
    Room room = state.rooms().enter(entered.getTimeline());
    state.own().entered(entered.getTimeline());
    if (state.privatePeers().endsOnEntering()) {
      roomView.endQuery(room.name());
    }
    roomView.switchTo(room);
    userLists.refresh(room);
    if (!wasMember) {
      introduction.entered(entered.getTimeline());
    }
  }

  /** The user has left a room. Switches to another room, if the user is in one. */
  void take(RoomLeft left) {
    state.rooms().leave(left.getRoom());
    display.answer("room.left", Sanitizer.line(left.getRoom()));
    Room now = state.rooms().current();
    if (now != null) {
      roomView.switchTo(now);
    }
  }

  /** The user has entered a room with another program. The current room stays. */
  void enteredElsewhere(RoomEntered entered) {
    boolean wasMember = state.rooms().named(entered.getTimeline().getRoom()) != null;
    Room room = state.rooms().enter(entered.getTimeline());
    state.own().entered(entered.getTimeline());
    userLists.refresh(room);
    if (!wasMember) {
      display.systemLine("room.entered-elsewhere", Sanitizer.line(room.name()));
    }
    if (state.rooms().current() == null) {
      roomView.switchTo(room);
    }
  }

  /**
   * The user has left a room with another program, or a moderator has removed the user. If it was
   * the current room, switches to another.
   */
  void leftElsewhere(RoomLeft left) {
    boolean wasCurrent = state.rooms().isCurrent(left.getRoom());
    Room room = state.rooms().named(left.getRoom());
    Room.Removal removal = room == null ? null : room.removal();
    state.rooms().leave(left.getRoom());
    String key =
        removal == null
            ? "room.left-elsewhere"
            : removal == Room.Removal.BAN ? "room.banned" : "room.removed";
    display.systemLine(key, Sanitizer.line(left.getRoom()));
    Room now = state.rooms().current();
    if (wasCurrent && now != null) {
      roomView.switchTo(now);
    }
  }

  /**
   * The identity has ended. Discards its rooms and its current peer. If the client joins again,
   * tells the user; otherwise the client stops, and the user is told then.
   */
  void forget(CallFailure cause) {
    if (cause.reason() != ErrorReason.ERROR_REASON_SESSION_ENDED) {
      display.systemLine("identity.lost");
    }
    discard();
  }

  /** The user has logged in as another user. Discards the rooms and the peer of the former one. */
  void changeIdentity() {
    discard();
  }

  private void discard() {
    arrivals.forget();
    state.rooms().forget();
    roomView.endQuery(Rooms.LOBBY);
  }
}
