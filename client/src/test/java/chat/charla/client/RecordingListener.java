package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Records what a client reports. */
final class RecordingListener implements ChatListener {
  final List<ConnectionState> states = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<Gap> gaps = new ArrayList<>();
  final List<CaughtUp> caughtUps = new ArrayList<>();
  final List<PendingMessage> settled = new ArrayList<>();
  final List<SavedSession> sessions = new ArrayList<>();
  final List<String> violations = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();

  /** The text of each message that waits for slow mode, with the delay. */
  final List<String> slowed = new ArrayList<>();

  /** The events about identity, names and rooms, as texts. */
  final List<String> log = new ArrayList<>();

  /** Whether {@link #onEvent} throws an exception. */
  boolean throwing;

  ConnectionState state() {
    return states.get(states.size() - 1);
  }

  /** The durable events as room and sequence. */
  List<String> delivered() {
    return events.stream()
        .filter(event -> event.getSequence() > 0)
        .map(event -> event.getRoom() + event.getSequence())
        .toList();
  }

  @Override
  public void onState(ConnectionState state) {
    states.add(state);
  }

  @Override
  public void onSlowMode(PendingMessage message, Duration delay) {
    slowed.add(message.text() + " " + delay.toSeconds() + " s");
  }

  @Override
  public void onJoined(JoinResponse response) {
    log.add("joined " + response.getSelf().getName());
  }

  @Override
  public void onIdentityLost(CallFailure cause) {
    log.add("identity lost " + cause.reason());
  }

  @Override
  public void onReady(Ready ready) {
    log.add("ready");
  }

  @Override
  public void onEvent(Event event) {
    events.add(event);
    if (throwing) {
      throw new IllegalStateException("the application is broken");
    }
  }

  @Override
  public void onGap(Gap gap) {
    gaps.add(gap);
  }

  @Override
  public void onCaughtUp(CaughtUp caughtUp) {
    caughtUps.add(caughtUp);
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    settled.add(message);
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    log.add("entered " + entered.getTimeline().getRoom());
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    log.add("left " + left.getRoom());
  }

  @Override
  public void onRoomEnteredElsewhere(RoomEntered entered) {
    log.add("entered elsewhere " + entered.getTimeline().getRoom());
  }

  @Override
  public void onRoomLeftElsewhere(RoomLeft left) {
    log.add("left elsewhere " + left.getRoom());
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    log.add("refused " + room + " " + error.getReason());
  }

  @Override
  public void onRenamed(User self) {
    log.add("renamed " + self.getName());
  }

  @Override
  public void onNameRefused(CallFailure failure) {
    log.add("name refused " + failure.reason());
  }

  @Override
  public void onSessionChanged(SavedSession session) {
    sessions.add(session);
  }

  @Override
  public void onProtocolViolation(String description) {
    violations.add(description);
  }

  @Override
  public void onListenerFailure(Throwable failure) {
    failures.add(failure);
  }
}
