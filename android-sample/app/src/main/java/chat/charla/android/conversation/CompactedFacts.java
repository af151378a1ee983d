package chat.charla.android.conversation;

import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The facts that the app still needs from a long transcript: the cursor of every timeline, the last
 * events of every conversation, the failed messages, and the sequence up to which the user has seen
 * each conversation. They replace a transcript that has become too long.
 *
 * <p>The session's thread owns this object.
 */
public final class CompactedFacts implements FactReceiver {
  /**
   * The maximum number of events that this device keeps for each conversation. The server may keep
   * more.
   */
  static final int KEPT_EVENTS = 1_000;

  private final String selfId;
  private final TranscriptState transcriptState;

  /** The last events and gaps of each conversation, in order. */
  private final Map<Target, Deque<Consumer<FactReceiver>>> events = new LinkedHashMap<>();

  private final Map<String, User> partners = new LinkedHashMap<>();
  private final Map<Target, Long> read = new LinkedHashMap<>();

  /** Creates an object without facts, for the identity with this id. */
  public CompactedFacts(String selfId) {
    this.selfId = selfId;
    this.transcriptState = new TranscriptState(selfId);
  }

  /**
   * Passes the kept facts to a receiver. The receiver reaches the state that all facts of the
   * transcript would lead to.
   */
  public void replayTo(FactReceiver receiver) {
    replayCursors(receiver);
    partners.values().forEach(receiver::onPrivateOpened);
    events.values().forEach(kept -> kept.forEach(fact -> fact.accept(receiver)));
    read.forEach(receiver::onRead);
    transcriptState.failedMessages().forEach(receiver::onMessageFailed);
    // The first call of replayCursors has created the timelines. A replayed gap with RESET may then
    // have moved a cursor back. This second call sets the final cursors.
    replayCursors(receiver);
  }

  /** The failed messages. If the user gets another identity, that identity takes them over. */
  public Collection<FailedMessage> failedMessages() {
    return transcriptState.failedMessages();
  }

  @Override
  public void onEvent(Event event) {
    transcriptState.onEvent(event);
    switch (event.getKindCase()) {
      // An event of an unknown kind is shown as a notice, so it is kept.
      case MESSAGE_POSTED, ROOM_CHANGED, MEMBER_CHANGED, RECORD, KIND_NOT_SET -> keep(event);
      case USER_JOINED,
          USER_LEFT,
          USER_RECONNECTING,
          USER_BACK,
          USER_RENAMED,
          USER_COUNT_CHANGED,
          SERVER_NOTICE -> {
        // These events are ephemeral. They are out of date when the app starts again.
      }
    }
  }

  @Override
  public void onGap(Gap gap) {
    transcriptState.onGap(gap);
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      events.keySet().removeIf(key -> isOf(gap.getRoom(), key));
      read.keySet().removeIf(key -> isOf(gap.getRoom(), key));
    }
    // A gap of the inbox is not kept, because it does not belong to one conversation.
    if (!gap.getRoom().isEmpty()) {
      keep(Target.room(gap.getRoom()), receiver -> receiver.onGap(gap));
    }
  }

  @Override
  public void onTimelineFollowed(TimelineState timeline) {
    transcriptState.onTimelineFollowed(timeline);
  }

  @Override
  public void onRoomLeft(String room) {
    transcriptState.onRoomLeft(room);
    events.remove(Target.room(room));
    read.remove(Target.room(room));
  }

  @Override
  public void onPrivateOpened(User partner) {
    partners.put(partner.getId(), partner);
  }

  @Override
  public void onMessageFailed(FailedMessage message) {
    transcriptState.onMessageFailed(message);
  }

  @Override
  public void onMessageForgotten(String clientMessageId) {
    transcriptState.onMessageForgotten(clientMessageId);
  }

  @Override
  public void onRead(Target conversation, long sequence) {
    read.put(conversation, sequence);
  }

  private void replayCursors(FactReceiver receiver) {
    transcriptState.forEachTimeline(receiver::onTimelineFollowed);
  }

  private void keep(Event event) {
    Target conversation =
        event.getRoom().isEmpty()
            ? Target.user(Conversations.partnerOf(event, selfId).getId())
            : Target.room(event.getRoom());
    keep(conversation, receiver -> receiver.onEvent(event));
  }

  private void keep(Target conversation, Consumer<FactReceiver> fact) {
    Deque<Consumer<FactReceiver>> kept =
        events.computeIfAbsent(conversation, key -> new ArrayDeque<>());
    kept.addLast(fact);
    if (kept.size() > KEPT_EVENTS) {
      kept.removeFirst();
    }
  }

  /** Whether the conversation is this room or, if {@code room} is empty, belongs to the inbox. */
  private static boolean isOf(String room, Target conversation) {
    return room.isEmpty()
        ? conversation.kind() != Target.Kind.ROOM
        : conversation.equals(Target.room(room));
  }
}
