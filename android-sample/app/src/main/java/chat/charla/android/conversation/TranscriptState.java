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
 * The state at the end of the transcript: the cursor of each followed timeline, and the outcomes of
 * the user's messages. With this state, the session records each event once, and the next stream
 * resumes where the transcript ends.
 *
 * <p>The session's thread owns this object.
 */
public final class TranscriptState implements FactReceiver {
  private final String selfId;

  /**
   * The cursor of each followed timeline, by room, with its sequence as {@code resume_after}. The
   * inbox has the empty room.
   */
  private final Map<String, TimelineState> timelines = new LinkedHashMap<>();

  private final Map<String, FailedMessage> failed = new LinkedHashMap<>();
  private final Set<String> postedIds = new HashSet<>();

  /** Creates the state of an empty transcript, for the identity with this id. */
  public TranscriptState(String selfId) {
    this.selfId = selfId;
  }

  /**
   * Whether this durable event belongs to a followed timeline, and is not in the transcript yet.
   */
  public boolean isNew(Event event) {
    TimelineState known = timelines.get(event.getRoom());
    return known != null && event.getSequence() > known.getResumeAfter();
  }

  /**
   * Whether the timeline is not followed yet, or has the recorded epoch and a later cursor. A
   * timeline with another epoch is not new: a gap with RESET comes, and replaces its cursor.
   */
  public boolean isNew(TimelineState timeline) {
    TimelineState known = timelines.get(timeline.getRoom());
    return known == null
        || known.getResumeAfter() < timeline.getResumeAfter()
            && known.getEpoch().equals(timeline.getEpoch());
  }

  /** Whether a timeline is followed: of a room, or of the inbox if the name is empty. */
  public boolean follows(String room) {
    return timelines.containsKey(room);
  }

  /** The followed rooms, as a copy. */
  public List<String> rooms() {
    List<String> rooms = new ArrayList<>(timelines.keySet());
    rooms.remove("");
    return rooms;
  }

  /** Whether this message has failed, and the user has neither discarded it nor sent it again. */
  public boolean hasFailed(String clientMessageId) {
    return failed.containsKey(clientMessageId);
  }

  /** The failed message with this id, or null if there is none. */
  public @Nullable FailedMessage failedMessage(String clientMessageId) {
    return failed.get(clientMessageId);
  }

  /** The failed messages that the user has neither discarded nor sent again, in order. */
  public Collection<FailedMessage> failedMessages() {
    return failed.values();
  }

  /**
   * Passes each followed timeline to the receiver, with the last recorded sequence as {@code
   * resume_after}.
   */
  void forEachTimeline(Consumer<TimelineState> receiver) {
    timelines.values().forEach(receiver);
  }

  /**
   * A copy of the saved session that agrees with the transcript: it has the cursors of the
   * transcript, and no message whose outcome is in the transcript.
   */
  public SavedSession reconcile(SavedSession saved) {
    SavedSession.Builder session =
        SavedSession.builder()
            .identity(saved.token(), saved.userId())
            .account(saved.isAccount())
            .name(saved.name())
            .joinRequestId(saved.joinRequestId())
            .lastStreamNumber(saved.lastStreamNumber())
            .leaving(saved.isLeaving());
    timelines.forEach(
        (room, timeline) ->
            session.addCursor(room, timeline.getEpoch(), timeline.getResumeAfter()));
    for (SavedSession.SavedMessage message : saved.messages()) {
      String id = message.clientMessageId();
      if (!postedIds.contains(id) && !failed.containsKey(id)) {
        session.addMessage(message);
      }
    }
    for (SavedSession.SavedRoomCommand command : saved.roomCommands()) {
      session.addRoom(command.room(), command.isEnter(), command.wasTransmitted());
    }
    return session.build();
  }

  @Override
  public void onEvent(Event event) {
    move(event.getRoom(), event.getSequence());
    if (event.getActor().getId().equals(selfId)) {
      postedIds.add(event.getMessagePosted().getClientMessageId());
    }
  }

  @Override
  public void onGap(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      timelines.remove(gap.getRoom());
    }
    TimelineState known = timelines.get(gap.getRoom());
    long cursor = known == null ? 0 : known.getResumeAfter();
    timelines.put(
        gap.getRoom(),
        TimelineState.newBuilder()
            .setRoom(gap.getRoom())
            .setEpoch(gap.getEpoch())
            .setResumeAfter(Math.max(cursor, gap.getLastMissingSequence()))
            .build());
  }

  @Override
  public void onTimelineFollowed(TimelineState timeline) {
    timelines.put(timeline.getRoom(), timeline);
  }

  @Override
  public void onRoomLeft(String room) {
    timelines.remove(room);
  }

  @Override
  public void onPrivateOpened(User partner) {}

  @Override
  public void onMessageFailed(FailedMessage message) {
    failed.put(message.clientMessageId(), message);
  }

  @Override
  public void onMessageForgotten(String clientMessageId) {
    failed.remove(clientMessageId);
  }

  @Override
  public void onRead(Target conversation, long sequence) {}

  private void move(String room, long sequence) {
    TimelineState known = timelines.get(room);
    if (known != null && known.getResumeAfter() < sequence) {
      timelines.put(room, known.toBuilder().setResumeAfter(sequence).build());
    }
  }
}
