package chat.charla.cli.chat;

import chat.charla.cli.chat.input.People;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Situation;
import chat.charla.cli.chat.view.Arrivals;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.RoomView;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;

/**
 * Updates the user's identity and rooms as the server sends them. Owned by the client's scheduler.
 */
final class Whereabouts {
  private final Situation situation;
  private final Arrivals arrivals;
  private final People people;
  private final RoomView roomView;
  private final Display display;

  Whereabouts(
      Situation situation, Arrivals arrivals, People people, RoomView roomView, Display display) {
    this.situation = situation;
    this.arrivals = arrivals;
    this.people = people;
    this.roomView = roomView;
    this.display = display;
  }

  /** A stream is open. */
  void take(Ready ready) {
    situation.setSelf(ready.getSelf());
    situation.setLimits(ready.getLimits());
    situation.rooms().take(ready);
    arrivals.take(ready);
  }

  /**
   * A timeline is caught up: its events so far may not include all changes of presence, so the
   * users are listed again.
   */
  void take(CaughtUp caughtUp) {
    arrivals.take(caughtUp);
    if (!caughtUp.getRoom().isEmpty()) {
      people.refresh();
      Room room = situation.rooms().named(caughtUp.getRoom());
      if (room != null) {
        people.refresh(room);
      }
    }
  }

  /** The user has entered a room: makes it the current one. */
  void take(RoomEntered entered) {
    Room room = situation.rooms().enter(entered.getTimeline());
    situation.own().entered(entered.getTimeline());
    situation.whispers().setPeer(null);
    roomView.lookAt(room);
    people.refresh(room);
  }

  /** The user has left a room: switches to another one, if there is one. */
  void take(RoomLeft left) {
    situation.rooms().leave(left.getRoom());
    display.answer("room.left", Sanitizer.line(left.getRoom()));
    Room now = situation.rooms().current();
    if (now != null) {
      roomView.lookAt(now);
    }
  }

  /** The identity has ended: the user has no identity and is in no room. */
  void forget() {
    arrivals.forget();
    situation.rooms().forget();
    situation.whispers().setPeer(null);
    display.happened("identity.lost");
  }
}
