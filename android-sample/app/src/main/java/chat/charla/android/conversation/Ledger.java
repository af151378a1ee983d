package chat.charla.android.conversation;

import chat.charla.client.SavedSession;
import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of each timeline, and the outcomes of the user's messages. The ledger keeps events
 * from being recorded twice, and lets the next stream resume where the transcript ends.
 *
 * <p>The session's thread owns this object.
 */
public final class Ledger implements Facts {
  private final String selfId;

  /**
   * The cursor of each followed timeline, by room, with its sequence as {@code resume_after}. The
   * inbox has the empty room.
   */
  private final Map<String, TimelineState> positions = new LinkedHashMap<>();

  private final Map<String, FailedMessage> failed = new LinkedHashMap<>();
  private final Set<String> postedIds = new HashSet<>();

  /** Creates an empty ledger for the identity with this id. */
  public Ledger(String selfId) {
    this.selfId = selfId;
  }

  /** Whether this durable event belongs to a followed timeline and has not been recorded. */
  public boolean isNew(Event event) {
    TimelineState position = positions.get(event.getRoom());
    return position != null && event.getSequence() > position.getResumeAfter();
  }

  /**
   * Whether the timeline is not followed yet, or has the recorded epoch and a later cursor. A
   * timeline with another epoch is not new: a gap with RESET comes, and replaces its cursor.
   */
  public boolean isNew(TimelineState timeline) {
    TimelineState position = positions.get(timeline.getRoom());
    return position == null
        || position.getResumeAfter() < timeline.getResumeAfter()
            && position.getEpoch().equals(timeline.getEpoch());
  }

  /** Whether a timeline is followed. */
  public boolean follows(String room) {
    return positions.containsKey(room);
  }

  /** A copy of the followed rooms. */
  public List<String> rooms() {
    List<String> rooms = new ArrayList<>(positions.keySet());
    rooms.remove("");
    return rooms;
  }

  /** Whether this message has failed and was not forgotten. */
  public boolean hasFailed(String clientMessageId) {
    return failed.containsKey(clientMessageId);
  }

  /** A message that has failed and was not forgotten, or null. */
  public @Nullable FailedMessage failedMessage(String clientMessageId) {
    return failed.get(clientMessageId);
  }

  /** The messages that have failed and were not forgotten, in order. */
  public Collection<FailedMessage> failedMessages() {
    return failed.values();
  }

  /**
   * Passes each followed timeline to the receiver, with the last recorded sequence as {@code
   * resume_after}.
   */
  void eachPosition(Consumer<TimelineState> receiver) {
    positions.values().forEach(receiver);
  }

  /**
   * A copy of the saved session that agrees with these facts: it has their cursors, and lacks the
   * messages whose outcome is known.
   */
  public SavedSession reconcile(SavedSession saved) {
    SavedSession.Builder session =
        SavedSession.builder()
            .identity(saved.token(), saved.userId())
            .name(saved.name())
            .joinRequestId(saved.joinRequestId())
            .lastStreamNumber(saved.lastStreamNumber())
            .leaving(saved.isLeaving());
    positions.forEach(
        (room, position) ->
            session.addCursor(room, position.getEpoch(), position.getResumeAfter()));
    for (SavedSession.SavedMessage message : saved.messages()) {
      String id = message.clientMessageId();
      if (!postedIds.contains(id) && !failed.containsKey(id)) {
        session.addMessage(id, message.target(), message.text(), message.wasTransmitted());
      }
    }
    for (SavedSession.SavedRoomCommand command : saved.roomCommands()) {
      session.addRoom(command.room(), command.isEnter(), command.wasTransmitted());
    }
    return session.build();
  }

  @Override
  public void event(Event event) {
    move(event.getRoom(), event.getSequence());
    if (event.getActor().getId().equals(selfId)) {
      postedIds.add(event.getMessagePosted().getClientMessageId());
    }
  }

  @Override
  public void gap(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      positions.remove(gap.getRoom());
    }
    TimelineState known = positions.get(gap.getRoom());
    long position = known == null ? 0 : known.getResumeAfter();
    positions.put(
        gap.getRoom(),
        TimelineState.newBuilder()
            .setRoom(gap.getRoom())
            .setEpoch(gap.getEpoch())
            .setResumeAfter(Math.max(position, gap.getLastMissingSequence()))
            .build());
  }

  @Override
  public void entered(TimelineState timeline) {
    positions.put(timeline.getRoom(), timeline);
  }

  @Override
  public void left(String room) {
    positions.remove(room);
  }

  @Override
  public void opened(User partner) {}

  @Override
  public void failed(FailedMessage message) {
    failed.put(message.clientMessageId(), message);
  }

  @Override
  public void forgotten(String clientMessageId) {
    failed.remove(clientMessageId);
  }

  @Override
  public void read(Target conversation, long sequence) {}

  private void move(String room, long sequence) {
    TimelineState known = positions.get(room);
    if (known != null && known.getResumeAfter() < sequence) {
      positions.put(room, known.toBuilder().setResumeAfter(sequence).build());
    }
  }
}
