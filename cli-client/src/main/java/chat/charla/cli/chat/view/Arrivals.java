package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.state.OwnMessages;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Roster;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Spans;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.SavedSession;
import chat.charla.client.Target;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Handles incoming events. Shows a message at once if it is private, was sent by this chat, or
 * belongs to the current room. Counts any other message as unread. Shows presence events of the
 * current room. If the current peer of a private conversation leaves, tells the user so. Owned by
 * the client's scheduler.
 */
public final class Arrivals {
  private final ChatState state;
  private final Display display;
  private final boolean inputIsVisible;
  private final CatchUp catchUp = new CatchUp();

  /** The ids of the users for whom the last presence event shown was {@code UserReconnecting}. */
  private final Set<String> shownReconnecting = new HashSet<>();

  /**
   * Creates the handler.
   *
   * @param inputIsVisible whether typed lines stay visible
   */
  public Arrivals(ChatState state, Display display, boolean inputIsVisible) {
    this.state = state;
    this.display = display;
    this.inputIsVisible = inputIsVisible;
  }

  /** The identity was restored from an earlier process. */
  public void identityRestored() {
    catchUp.identityRestored();
  }

  /** The identity has ended. Shows its stored messages whose event will not come. */
  public void forget() {
    state.own().identityLost().forEach(this::showWithoutItsEvent);
    catchUp.forget();
  }

  /**
   * No further events will come. Shows the outcome of each of the user's own messages.
   *
   * @param saved the client's snapshot, with the pending messages
   * @param later whether a later process will continue the session and send these messages
   * @return whether a message has no result
   */
  public boolean giveUp(SavedSession saved, boolean later) {
    state.own().takeAllUnseen().forEach(this::showWithoutItsEvent);
    Set<String> transmitted = new HashSet<>();
    for (SavedSession.SavedMessage message : saved.messages()) {
      if (message.wasTransmitted()) {
        transmitted.add(message.clientMessageId());
      }
    }
    boolean unsent = false;
    for (OwnMessages.Own own : state.own().takeAllUnanswered()) {
      unsent = true;
      if (later) {
        display.unsent(own.message().text(), display.words().text("refusal.next-time"));
      } else if (transmitted.contains(own.id())) {
        display.outcomeUnknown(own.message().text());
      } else {
        display.unsent(own.message().text(), display.words().text("refusal.not-running"));
      }
    }
    return unsent;
  }

  public void take(Ready ready) {
    state.own().resumed(ready);
    showUndeliverable();
    Room current = state.rooms().current();
    catchUp.begin(ready, current == null ? "" : current.name());
  }

  public void take(Event event) {
    switch (event.getKindCase()) {
      case MESSAGE_POSTED -> message(event);
      case USER_JOINED, USER_LEFT, USER_RECONNECTING, USER_BACK, USER_RENAMED, USER_COUNT_CHANGED ->
          presenceEvent(event);
      case SERVER_NOTICE -> notice(event);
      case ROOM_CHANGED, MEMBER_CHANGED -> changed(event);
      case RECORD, KIND_NOT_SET -> {
        // The program does not show this kind, or does not know it. Only the sequence counts.
      }
    }
    Room room = state.rooms().of(event);
    if (room != null && event.getSequence() > 0) {
      room.fold().take(event);
    }
    state.roster().update(event);
    state.privatePeers().update(event);
    state.ignored().update(event);
    state.own().delivered(event);
  }

  public void take(Gap gap) {
    state.own().delivered(gap);
    catchUp.subtract(gap);
    Room room = state.rooms().named(gap.getRoom());
    if (room != null) {
      room.fold().take(gap);
    }
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      display.systemLine("gap.reset");
    } else {
      long missing = gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
      display.divider(tag(gap.getRoom()) + display.words().counted("gap.trimmed", missing));
    }
    showUndeliverable();
  }

  public void take(CaughtUp caughtUp) {
    if (catchUp.end(caughtUp)) {
      display.divider(display.words().text("missed.end"));
    }
  }

  /**
   * Handles the outcome of one of the user's own messages, and shows it if necessary.
   *
   * @return whether the user must know that the message may be lost: its outcome is unknown, or it
   *     was refused because the client no longer runs
   */
  public boolean take(PendingMessage message) {
    boolean toTell = state.own().settled(message);
    boolean unknown = message.status() == PendingMessage.Status.OUTCOME_UNKNOWN;
    if (toTell && unknown) {
      display.outcomeUnknown(message.text());
    } else if (toTell) {
      display.unsent(message.text(), explainRefusal(message));
    }
    showUndeliverable();
    Refusal refusal = message.refusal();
    boolean tooLate = refusal != null && refusal.kind() == Refusal.Kind.NOT_RUNNING;
    return toTell && (unknown || tooLate);
  }

  /** Slow mode delays one of the user's own messages. Only the oldest one of a room is reported. */
  public void waits(PendingMessage message, Duration delay) {
    boolean oldest =
        state.own().pending().stream()
            .filter(own -> own.message().target().equals(message.target()))
            .findFirst()
            .filter(own -> own.message() == message)
            .isPresent();
    if (oldest) {
      display.systemLine("slow.waits", Sanitizer.line(message.target().value()), Spans.of(delay));
    }
  }

  private void message(Event event) {
    boolean byThisUser = isByThisUser(event);
    boolean sentHere = byThisUser && state.own().seen(event) != null;
    boolean missed = catchUp.isMissed(event);
    if (sentHere && missed) {
      catchUp.subtractOwn();
    }
    if (state.ignored().hides(event)) {
      return;
    }
    if (event.getMessagePosted().hasRecipient() && !byThisUser) {
      state.privatePeers().setLastWriter(event.getActor());
    }
    boolean forMe = Transcript.concerns(event, state.self());
    Room room = state.rooms().of(event);
    if (room != null && !state.rooms().isCurrent(room.name()) && !sentHere) {
      room.miss(event, forMe);
    } else {
      if (missed && !sentHere) {
        beginMissed();
      }
      show(event, sentHere, room);
      if (sentHere && isForAbsent(event)) {
        String recipient = event.getMessagePosted().getRecipient().getName();
        display.answer("private.waits", Sanitizer.line(recipient));
      }
    }
    if (forMe && !catchUp.isUnderWay()) {
      display.ring();
    }
  }

  private void show(Event event, boolean sentHere, @Nullable Room room) {
    boolean typedHere = sentHere && inputIsVisible && !event.getMessagePosted().hasRecipient();
    if (!typedHere) {
      display.event(event, state.self(), label(event));
    }
    if (room != null) {
      room.read(event);
    }
  }

  /** Whether a private message waits for its recipient, an account that is not present. */
  private boolean isForAbsent(Event event) {
    User recipient = event.getMessagePosted().getRecipient();
    return event.getMessagePosted().hasRecipient()
        && state.roster().isKnown()
        && !state.roster().isPresent(recipient);
  }

  private void beginMissed() {
    long count = catchUp.takeCount();
    if (count > 0) {
      display.divider(display.words().counted("missed.begin", count));
    }
  }

  /**
   * Shows a change of the current room. Shows a change of the user's own role or restrictions also
   * if it happened in another room.
   */
  private void changed(Event event) {
    Room room = state.rooms().of(event);
    if (room != null) {
      room.update(event);
    }
    boolean you =
        event.getMemberChanged().getUser().getId().equals(state.self().getId())
            && event.hasMemberChanged();
    if (room == null || !(you || state.rooms().isCurrent(room.name()))) {
      return;
    }
    if (you && event.getMemberChanged().getRemoved()) {
      boolean banned = event.getMemberChanged().getState().hasBannedUntil();
      room.setRemoval(banned ? Room.Removal.BAN : Room.Removal.KICK);
    }
    if (catchUp.isMissed(event)) {
      beginMissed();
    }
    display.changed(event, state.self(), label(event), room.fold().state());
  }

  /** Shows a notice about the room that the user sees, or to all users. */
  private void notice(Event event) {
    Room room = state.rooms().of(event);
    if (room != null) {
      room.update(event);
    }
    if (event.getRoom().isEmpty() || (room != null && state.rooms().isCurrent(room.name()))) {
      display.event(event, state.self(), "");
    }
  }

  private void presenceEvent(Event event) {
    Room room = state.rooms().of(event);
    if (room != null) {
      room.update(event);
    }
    User peer = state.privatePeers().peer();
    if (peer != null && state.privatePeers().isPeer(event.getActor()) && isEnd(event)) {
      display.systemLine("query.left", Sanitizer.line(peer.getName()));
      return;
    }
    if (room == null || !state.rooms().isCurrent(room.name())) {
      return;
    }
    if (display.settings().presence()
        && !state.ignored().hides(event)
        && isNewToUser(event, room)) {
      if (state.roster().isReturnToLobby(event)) {
        display.systemLine("event.entered-room", Sanitizer.line(event.getActor().getName()));
      } else {
        display.event(event, state.self(), "");
      }
    }
  }

  /**
   * Whether a presence event is new to the user. A {@code UserBack} is new only if the {@code
   * UserReconnecting} before it was shown. The server also sends {@code UserBack} to clients that
   * did not receive {@code UserReconnecting}. A {@code UserJoined} is not new if the introduction
   * of the room has named the user. The user's own new name is not new: the chat has shown it when
   * the client reported it.
   */
  private boolean isNewToUser(Event event, Room room) {
    String id = event.getActor().getId();
    if (event.hasUserReconnecting()) {
      shownReconnecting.add(id);
      return true;
    }
    boolean ownName = event.hasUserRenamed() && id.equals(state.self().getId());
    boolean known =
        ownName || event.hasUserBack() || (event.hasUserJoined() && room.isIntroduced(id));
    return shownReconnecting.remove(id) || !known;
  }

  private void showUndeliverable() {
    state.own().takeUndeliverable().forEach(this::showWithoutItsEvent);
  }

  /**
   * Shows one of the user's own messages that the server has stored, and whose event the server
   * will not deliver.
   */
  private void showWithoutItsEvent(OwnMessages.Own own) {
    Event event = own.asEvent(state.self(), state.roster());
    display.event(event, state.self(), label(event));
  }

  /** The room to show with an event; empty for the current room. */
  private String label(Event event) {
    return state.rooms().isCurrent(event.getRoom()) ? "" : event.getRoom();
  }

  /** The timeline, in brackets as with a message; empty for the current room. */
  private String tag(String room) {
    if (state.rooms().isCurrent(room)) {
      return "";
    }
    return "[" + (room.isEmpty() ? display.words().text("private") : Sanitizer.line(room)) + "] ";
  }

  private boolean isByThisUser(Event event) {
    return event.getActor().getId().equals(state.self().getId());
  }

  /** Whether the event says that a user has left the chat, and not merely one room. */
  private static boolean isEnd(Event event) {
    return event.hasUserLeft() && !Roster.isOfOneRoom(event.getUserLeft().getReason());
  }

  private String explainRefusal(PendingMessage message) {
    Refusal refusal = message.refusal();
    if (refusal == null) {
      return "";
    }
    Target target = message.target();
    if (refusal.kind() == Refusal.Kind.NOT_RUNNING
        && state.link().condition() == Link.Condition.SIGNED_OUT) {
      return display.words().text("status.signed-out");
    }
    boolean byId = target.kind() == Target.Kind.USER_ID;
    String subject = byId ? state.roster().nameOf(target.value()) : target.value();
    return new Explanations(display.words().messages()).of(refusal, subject);
  }
}
