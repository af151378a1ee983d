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
 * The facts that still matter: the cursor of every timeline, the last events of every conversation,
 * failed messages, and the sequence up to which the user has seen each conversation. A digest makes
 * a long transcript short.
 *
 * <p>The session's thread owns this object.
 */
public final class Digest implements Facts {
  /** The number of events kept per conversation on this device; the server may keep more. */
  static final int KEPT_EVENTS = 1_000;

  private final String selfId;
  private final Ledger ledger;

  /** The last events and gaps of each conversation, in order. */
  private final Map<Target, Deque<Consumer<Facts>>> events = new LinkedHashMap<>();

  private final Map<String, User> partners = new LinkedHashMap<>();
  private final Map<Target, Long> read = new LinkedHashMap<>();

  /** Creates an empty digest for the identity with this id. */
  public Digest(String selfId) {
    this.selfId = selfId;
    this.ledger = new Ledger(selfId);
  }

  /** Replays the kept facts, so that the receiver reaches the same state as after all facts. */
  public void replayTo(Facts receiver) {
    replayCursors(receiver);
    partners.values().forEach(receiver::opened);
    events.values().forEach(kept -> kept.forEach(fact -> fact.accept(receiver)));
    read.forEach(receiver::read);
    ledger.failedMessages().forEach(receiver::failed);
    // The first call has created the timelines. A replayed gap with RESET may have moved the cursor
    // of its timeline back; this call corrects it.
    replayCursors(receiver);
  }

  /**
   * The failed messages. If the user gets another identity, the transcript adds them to the digest
   * of that identity.
   */
  public Collection<FailedMessage> failedMessages() {
    return ledger.failedMessages();
  }

  @Override
  public void event(Event event) {
    ledger.event(event);
    switch (event.getKindCase()) {
      // An event of a kind that is newer than this program is shown as well, so it is kept.
      case MESSAGE_POSTED, KIND_NOT_SET -> keep(event);
      case USER_JOINED,
          USER_LEFT,
          USER_RECONNECTING,
          USER_BACK,
          USER_RENAMED,
          USER_COUNT_CHANGED,
          SERVER_NOTICE -> {
        // These events are ephemeral: they are out of date when the program starts again.
      }
    }
  }

  @Override
  public void gap(Gap gap) {
    ledger.gap(gap);
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      events.keySet().removeIf(key -> isOf(gap.getRoom(), key));
      read.keySet().removeIf(key -> isOf(gap.getRoom(), key));
    }
    // A gap of the inbox is not kept, because it belongs to no single conversation.
    if (!gap.getRoom().isEmpty()) {
      keep(Target.room(gap.getRoom()), facts -> facts.gap(gap));
    }
  }

  @Override
  public void entered(TimelineState timeline) {
    ledger.entered(timeline);
  }

  @Override
  public void left(String room) {
    ledger.left(room);
    events.remove(Target.room(room));
    read.remove(Target.room(room));
  }

  @Override
  public void opened(User partner) {
    partners.put(partner.getId(), partner);
  }

  @Override
  public void failed(FailedMessage message) {
    ledger.failed(message);
  }

  @Override
  public void forgotten(String clientMessageId) {
    ledger.forgotten(clientMessageId);
  }

  @Override
  public void read(Target conversation, long sequence) {
    read.put(conversation, sequence);
  }

  private void replayCursors(Facts receiver) {
    ledger.eachPosition(receiver::entered);
  }

  private void keep(Event event) {
    Target conversation =
        event.getRoom().isEmpty()
            ? Target.user(Conversations.partnerOf(event, selfId).getId())
            : Target.room(event.getRoom());
    keep(conversation, facts -> facts.event(event));
  }

  private void keep(Target conversation, Consumer<Facts> fact) {
    Deque<Consumer<Facts>> kept = events.computeIfAbsent(conversation, key -> new ArrayDeque<>());
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
