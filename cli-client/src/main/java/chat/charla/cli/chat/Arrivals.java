package chat.charla.cli.chat;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.SavedSession;
import chat.charla.client.Target;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows what arrives, where it belongs: at once if it is for the person or for the room that they
 * look at, and counted for later if not. Owned by the client's scheduler.
 */
final class Arrivals {
  private final Situation situation;
  private final Display display;
  private final boolean inputIsVisible;
  private final CatchUp catchUp = new CatchUp();

  /** Ids of those whose loss of connection was shown, and nothing of them since. */
  private final Set<String> shownLost = new HashSet<>();

  /**
   * Shows what arrives.
   *
   * @param inputIsVisible whether the person still sees what they have typed
   */
  Arrivals(Situation situation, Display display, boolean inputIsVisible) {
    this.situation = situation;
    this.display = display;
    this.inputIsVisible = inputIsVisible;
  }

  /** The person was here in an earlier process. */
  void returnOfSomebody() {
    catchUp.returnOfSomebody();
  }

  /** The identity has ended: no more of its events will come. */
  void forget() {
    situation.own.identityLost().forEach(this::showWithoutEvent);
    catchUp.forget();
  }

  /**
   * Nothing more will come: says of each message of one's own what is to be thought of it.
   *
   * @param saved what the client had not brought to an end
   * @param later whether a next process will
   * @return whether there was one that had no result
   */
  boolean giveUp(SavedSession saved, boolean later) {
    situation.own.takeAllUnseen().forEach(this::showWithoutEvent);
    Set<String> transmitted = new HashSet<>();
    for (SavedSession.SavedMessage message : saved.messages()) {
      if (message.wasTransmitted()) {
        transmitted.add(message.clientMessageId());
      }
    }
    boolean unsent = false;
    for (OwnMessages.Own own : situation.own.takeAllUnanswered()) {
      unsent = true;
      if (later) {
        display.unsent(own.message().text(), display.words().text("refusal.next-time"));
      } else if (transmitted.contains(own.id())) {
        display.unknown(own.message().text());
      } else {
        display.unsent(own.message().text(), display.words().text("refusal.not-running"));
      }
    }
    return unsent;
  }

  void take(Ready ready) {
    situation.own.resumed(ready);
    showUnseeable();
    Room current = situation.rooms.current();
    catchUp.begin(ready, current == null ? "" : current.name());
  }

  void take(Event event) {
    if (event.hasMessagePosted()) {
      message(event);
    } else {
      happening(event);
    }
    situation.roster.follow(event);
    situation.whispers.follow(event);
    situation.ignored.follow(event);
    situation.own.delivered(event);
  }

  void take(Gap gap) {
    situation.own.delivered(gap);
    catchUp.leaveOut(gap);
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      display.happened("gap.reset");
    } else {
      long missing = gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
      display.divider(display.words().counted("gap.trimmed", missing));
    }
    showUnseeable();
  }

  void take(CaughtUp caughtUp) {
    if (catchUp.end(caughtUp)) {
      display.divider(display.words().text("missed.end"));
    }
  }

  /**
   * Takes what became of a message of one's own, and tells it if need be.
   *
   * @return whether it may be lost, though nothing was wrong with it
   */
  boolean take(PendingMessage message) {
    boolean toTell = situation.own.settled(message);
    boolean unknown = message.status() == PendingMessage.Status.OUTCOME_UNKNOWN;
    if (toTell && unknown) {
      display.unknown(message.text());
    } else if (toTell) {
      display.unsent(message.text(), whyRefused(message, display.words().messages()));
    }
    showUnseeable();
    Refusal refusal = message.refusal();
    boolean tooLate = refusal != null && refusal.kind() == Refusal.Kind.NOT_RUNNING;
    return toTell && (unknown || tooLate);
  }

  private void message(Event event) {
    boolean own = isMine(event);
    boolean mine = own && situation.own.seen(event) != null;
    boolean missed = catchUp.isMissed(event);
    if (mine && missed) {
      catchUp.leaveOut();
    }
    if (situation.ignored.hides(event)) {
      return;
    }
    if (event.getMessagePosted().hasRecipient() && !own) {
      situation.whispers.heard(event.getActor());
    }
    boolean forMe = Transcript.concerns(event, situation.self());
    Room room = situation.rooms.of(event);
    if (room != null && !situation.rooms.isCurrent(room.name()) && !mine) {
      room.miss(event, forMe);
    } else {
      if (missed && !mine) {
        beginMissed();
      }
      show(event, mine, room);
    }
    if (forMe && !catchUp.isUnderWay()) {
      display.ring();
    }
  }

  private void show(Event event, boolean mine, @Nullable Room room) {
    boolean typedHere = mine && inputIsVisible && !event.getMessagePosted().hasRecipient();
    if (!typedHere) {
      display.event(event, situation.self(), label(event));
    }
    if (room != null) {
      room.read(event);
    }
  }

  private void beginMissed() {
    long count = catchUp.show();
    if (count > 0) {
      display.divider(display.words().counted("missed.begin", count));
    }
  }

  private void happening(Event event) {
    Room room = situation.rooms.of(event);
    if (room != null) {
      room.follow(event);
    }
    User peer = situation.whispers.peer();
    if (peer != null && situation.whispers.isPeer(event) && isEnd(event)) {
      display.happened("query.left", Sanitizer.line(peer.getName()));
      return;
    }
    boolean here = room != null && situation.rooms.isCurrent(room.name());
    boolean wanted = display.settings().presence() || event.hasServerNotice();
    if (here && wanted && !situation.ignored.hides(event) && isNews(event)) {
      display.event(event, situation.self(), "");
    }
  }

  /** The server tells a return also to those who have not heard of the loss. */
  private boolean isNews(Event event) {
    String id = event.getActor().getId();
    if (event.hasUserReconnecting()) {
      shownLost.add(id);
      return true;
    }
    return shownLost.remove(id) || !event.hasUserBack();
  }

  private void showUnseeable() {
    situation.own.takeUnseeable().forEach(this::showWithoutEvent);
  }

  /** Shows what was said here and is safe, but will not come back as an event. */
  private void showWithoutEvent(OwnMessages.Own own) {
    Event event = own.asEvent(situation.self(), situation.roster);
    display.event(event, situation.self(), label(event));
  }

  /** What to call an event's room, unless it is clear. */
  private String label(Event event) {
    return situation.rooms.isCurrent(event.getRoom()) ? "" : event.getRoom();
  }

  private boolean isMine(Event event) {
    return event.getActor().getId().equals(situation.self().getId());
  }

  /** Whether somebody is gone, and not only from one room. */
  private static boolean isEnd(Event event) {
    return event.hasUserLeft()
        && event.getUserLeft().getReason() != UserLeftReason.USER_LEFT_REASON_LEFT_ROOM;
  }

  private static String whyRefused(PendingMessage message, Messages messages) {
    Refusal refusal = message.refusal();
    if (refusal == null) {
      return "";
    }
    boolean toNobody =
        refusal.error().getReason() == ErrorReason.ERROR_REASON_USER_NOT_FOUND
            && message.target().kind() == Target.Kind.USER_NAME;
    return toNobody
        ? messages.text("private.not-connected", Sanitizer.line(message.target().value()))
        : new Explanations(messages).of(refusal);
  }
}
