package chat.charla.cli.chat;

import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;

/**
 * Follows the server's word for who one is and which rooms one is in. Owned by the client's
 * scheduler.
 */
final class Whereabouts {
  private final Situation situation;
  private final Arrivals arrivals;
  private final People people;
  private final Commands commands;
  private final Display display;

  Whereabouts(
      Situation situation, Arrivals arrivals, People people, Commands commands, Display display) {
    this.situation = situation;
    this.arrivals = arrivals;
    this.people = people;
    this.commands = commands;
    this.display = display;
  }

  /** A stream is open. */
  void take(Ready ready) {
    situation.becomes(ready.getSelf());
    situation.limit(ready.getLimits());
    situation.rooms.take(ready);
    arrivals.take(ready);
  }

  /** A timeline is live: what its events have told of people so far may not be all. */
  void take(CaughtUp caughtUp) {
    arrivals.take(caughtUp);
    if (!caughtUp.getRoom().isEmpty()) {
      people.refresh();
      Room room = situation.rooms.named(caughtUp.getRoom());
      if (room != null) {
        people.refresh(room);
      }
    }
  }

  /** A room is entered: looks at it. */
  void take(RoomEntered entered) {
    Room room = situation.rooms.enter(entered.getTimeline());
    situation.own.entered(entered.getTimeline());
    situation.whispers.speakTo(null);
    commands.lookAt(room);
    people.refresh(room);
  }

  /** A room is left: looks at another one, if there is one. */
  void take(RoomLeft left) {
    situation.rooms.leave(left.getRoom());
    display.answer("room.left", Sanitizer.line(left.getRoom()));
    Room now = situation.rooms.current();
    if (now != null) {
      commands.lookAt(now);
    }
  }

  /** The identity has ended: the user has no identity and is in no room. */
  void forget() {
    arrivals.forget();
    situation.rooms.forget();
    situation.whispers.speakTo(null);
    display.happened("identity.lost");
  }
}
