package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a room as its durable events give it, from the first event on, after each change.
 * Each event is checked as soon as it is seen: by {@link RoomRules}, and for being the only event
 * of its call. If events have been removed before they were seen, the state is not known any more.
 */
final class RoomHistory {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** What the room is after a change. */
  record State(long sequence, RoomSettings settings, Map<String, MemberState> members) {

    /** The state of a user, without a default role. */
    MemberState of(String userId) {
      return members.getOrDefault(userId, MemberState.getDefaultInstance());
    }
  }

  private final TimelineId timeline;
  private final FakeDisk disk;
  private final RoomRules rules;
  private final NavigableMap<Long, State> states = new TreeMap<>();

  /** How many events each call has, by the mark of the call. */
  private final Map<String, Integer> marks = new HashMap<>();

  private String epoch = "";
  private long head;
  private long messages;
  private boolean complete = true;

  RoomHistory(TimelineId timeline, FakeDisk disk, RoomRules rules) {
    this.timeline = timeline;
    this.disk = disk;
    this.rules = rules;
  }

  /** Takes the events that have become durable since the last call. */
  void observe() {
    FakeDisk durable = disk.durable();
    Tail tail = durable.tail(timeline);
    if (tail == null || !tail.epoch().equals(epoch)) {
      require(head == 0, "%s of %s events is gone", timeline, head);
      begin(durable, tail);
    }
    if (tail == null) {
      return;
    }
    require(tail.head() >= head, "%s had %s events and has %s", timeline, head, tail.head());
    if (tail.first() > head + 1) {
      complete = false;
      head = tail.first() - 1;
    }
    rules.observed();
    while (head < tail.head()) {
      head++;
      take(parsed(durable.event(timeline, head)));
    }
  }

  private void begin(FakeDisk durable, @Nullable Tail tail) {
    epoch = tail == null ? "" : tail.epoch();
    states.clear();
    Map<String, MemberState> members = new HashMap<>();
    byte[] record = durable.records().get(timeline);
    if (record != null) {
      String owner = record(record).getOwnerId();
      if (!owner.isEmpty()) {
        members.put(owner, MemberState.newBuilder().setRole(Role.ROLE_OWNER).build());
      }
    }
    states.put(0L, new State(0, RoomSettings.getDefaultInstance(), members));
  }

  private void take(Event event) {
    require(event.getSequence() == head, "%s has %s at %s", timeline, event, head);
    messages += event.hasMessagePosted() ? 1 : 0;
    if (!complete) {
      return;
    }
    long count = event.hasMessageCount() ? event.getMessageCount() : event.getSequence();
    require(count == messages, "%s has %s messages up to %s", timeline, messages, event);
    State before = last();
    if (event.hasMessagePosted()) {
      rules.posted(before, event);
    } else if (event.hasRoomChanged()) {
      RoomSettings settings = event.getRoomChanged().getSettings();
      rules.settingsChanged(before, event);
      if (!settings.getTopic().equals(before.settings().getTopic())) {
        mark(topicMark(settings.getTopic()));
      }
      states.put(head, new State(head, settings, before.members()));
    } else {
      require(event.hasMemberChanged(), "%s has the event %s", timeline, event);
      MemberChanged change = event.getMemberChanged();
      rules.memberChanged(before, event);
      markRestrictions(before.of(change.getUser().getId()), event);
      Map<String, MemberState> members = new HashMap<>(before.members());
      members.put(change.getUser().getId(), change.getState());
      states.put(head, new State(head, before.settings(), members));
    }
  }

  private void markRestrictions(MemberState before, Event event) {
    MemberState after = event.getMemberChanged().getState();
    String user = event.getMemberChanged().getUser().getId();
    long now = millis(event.getCreateTime());
    if (after.hasMutedUntil() && !after.getMutedUntil().equals(before.getMutedUntil())) {
      mark(muteMark(user, millis(after.getMutedUntil()) - now));
    }
    if (after.hasBannedUntil() && !after.getBannedUntil().equals(before.getBannedUntil())) {
      mark(banMark(user, millis(after.getBannedUntil()) - now));
    }
  }

  private void mark(String mark) {
    int count = marks.merge(mark, 1, Integer::sum);
    require(count == 1, "%s has the change of one call twice: %s", timeline, mark);
  }

  /** The mark of a call that sets this topic, which no other call sets. */
  static String topicMark(String topic) {
    return "topic " + topic;
  }

  /** The mark of a call that mutes a user for a time that no other call has. */
  static String muteMark(String user, long millis) {
    return "mute " + user + " for " + millis;
  }

  /** The mark of a call that bans a user for a time that no other call has. */
  static String banMark(String user, long millis) {
    return "ban " + user + " for " + millis;
  }

  /** Whether the room has the event of the call with this mark. */
  boolean has(String mark) {
    return marks.containsKey(mark);
  }

  /** Whether every event of the room was seen. Otherwise its state is not known. */
  boolean isComplete() {
    return complete;
  }

  long head() {
    return head;
  }

  String epoch() {
    return epoch;
  }

  /** The present state. */
  State last() {
    if (states.isEmpty()) {
      return new State(0, RoomSettings.getDefaultInstance(), Map.of());
    }
    return states.lastEntry().getValue();
  }

  /** The state after the change with this sequence, or the first state for 0; null if none. */
  @Nullable State after(long sequence) {
    return states.get(sequence);
  }

  /** Whether the condition holds for the state at this sequence, or for any later state. */
  boolean hasHeldAtOrAfter(long sequence, Predicate<State> condition) {
    List<State> candidates = new ArrayList<>(states.tailMap(sequence, false).values());
    var first = states.floorEntry(sequence);
    if (first != null) {
      candidates.add(first.getValue());
    }
    return candidates.stream().anyMatch(condition);
  }

  static long millis(Timestamp time) {
    return time.getSeconds() * 1000 + time.getNanos() / NANOS_PER_MILLI;
  }

  private static StoredRoom record(byte[] record) {
    try {
      return StoredRoom.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }

  private static Event parsed(byte[] event) {
    try {
      return Event.parseFrom(event);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }
}
