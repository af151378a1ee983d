package chat.charla.server.storage;

import chat.charla.server.ban.AddressBanStore.StoredBan;
import chat.charla.server.clock.ClockMark;
import chat.charla.server.identity.IdentityStore.Versioned;
import chat.charla.server.log.Append;
import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.HeadMismatchException;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.RepeatedKeyException;
import chat.charla.server.log.RoomUpdate;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of a {@link FakeStorage}. It outlives a simulated server. Each method is one
 * atomic change or one read of the present state. For one thread.
 *
 * <p>A normal change is durable, and makes all earlier changes durable. A change {@linkplain
 * #withoutSync without a sync} is only visible: a {@linkplain #losePower loss of power} undoes it,
 * unless a normal change has followed.
 */
public final class FakeDisk {
  private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  private final Map<TimelineId, FakeTimeline> timelines = new LinkedHashMap<>();
  private final Map<DedupeKey, Receipt> receipts = new HashMap<>();
  private final Map<String, Versioned> identities = new HashMap<>();
  private final Map<String, byte[]> invitations = new HashMap<>();
  private Optional<ClockMark> clock = Optional.empty();
  private OptionalLong massFound = OptionalLong.empty();
  private final Map<String, StoredBan> bans = new LinkedHashMap<>();
  private int epochs;
  private final Set<TimelineId> withoutTimes = new HashSet<>();
  private final Map<TimelineId, Integer> failedTrims = new HashMap<>();
  private boolean syncing = true;
  private long writes;

  /** The state that a loss of power would leave; null if that is the present state. */
  private @Nullable FakeDisk synced;

  /** Makes a change that is visible, and that a loss of power may undo. */
  void withoutSync(Runnable change) {
    syncing = false;
    try {
      change.run();
    } finally {
      syncing = true;
    }
  }

  /** Undoes all changes that were not synced, as a loss of power does. */
  public void losePower() {
    FakeDisk left = synced;
    if (left != null) {
      synced = null;
      timelines.clear();
      timelines.putAll(left.timelines);
      receipts.clear();
      receipts.putAll(left.receipts);
      identities.clear();
      identities.putAll(left.identities);
      invitations.clear();
      invitations.putAll(left.invitations);
      clock = left.clock;
      massFound = left.massFound;
      bans.clear();
      bans.putAll(left.bans);
    }
  }

  /** The state that a loss of power would leave. Valid until the next change. */
  public FakeDisk durable() {
    return synced == null ? this : synced;
  }

  /** The number of changes so far. */
  public long writes() {
    return writes;
  }

  /** Called before each change. */
  private void changing() {
    writes++;
    if (syncing) {
      synced = null;
    } else if (synced == null) {
      FakeDisk copy = new FakeDisk();
      timelines.forEach((id, timeline) -> copy.timelines.put(id, timeline.copy()));
      copy.receipts.putAll(receipts);
      copy.identities.putAll(identities);
      copy.invitations.putAll(invitations);
      copy.clock = clock;
      copy.massFound = massFound;
      copy.bans.putAll(bans);
      synced = copy;
    }
  }

  List<StoredBan> bans() {
    return List.copyOf(bans.values());
  }

  boolean putBan(StoredBan ban) {
    changing();
    bans.put(ban.range(), ban);
    return true;
  }

  boolean removeBan(String range) {
    changing();
    bans.remove(range);
    return true;
  }

  /** The tails of all timelines, in the order in which they were created. */
  public Map<TimelineId, Tail> timelines() {
    Map<TimelineId, Tail> tails = new LinkedHashMap<>();
    timelines.forEach((id, timeline) -> tails.put(id, timeline.tail()));
    return tails;
  }

  /** The tail of a timeline; null if it does not exist. */
  public @Nullable Tail tail(TimelineId id) {
    FakeTimeline timeline = timelines.get(id);
    return timeline == null ? null : timeline.tail();
  }

  /** An existing event. The caller must not change this array, because it is not a copy. */
  public byte[] event(TimelineId id, long sequence) {
    return existing(id).event(sequence);
  }

  /** The rooms' records that are not empty. */
  public Map<TimelineId, byte[]> records() {
    Map<TimelineId, byte[]> records = new HashMap<>();
    timelines.forEach(
        (id, timeline) -> {
          if (timeline.record().length > 0) {
            records.put(id, timeline.record());
          }
        });
    return records;
  }

  /** The records of the members of rooms. */
  public Map<TimelineId, List<byte[]>> memberRecords() {
    Map<TimelineId, List<byte[]>> records = new HashMap<>();
    timelines.forEach(
        (id, timeline) -> {
          if (!timeline.memberRecords().isEmpty()) {
            records.put(id, timeline.memberRecords());
          }
        });
    return records;
  }

  /** Creates a timeline without a record, if it does not exist. */
  public Tail open(TimelineId id) {
    return existingOrNew(id, new byte[0]).tail();
  }

  /** Creates a room with this record, if it does not exist. */
  public OpenedRoom openRoom(TimelineId id, byte[] firstRecord) {
    FakeTimeline room = existingOrNew(id, firstRecord);
    return new OpenedRoom(room.tail(), room.record());
  }

  /** Counts as a change even if the timeline exists, because the real storage syncs then too. */
  private FakeTimeline existingOrNew(TimelineId id, byte[] firstRecord) {
    changing();
    return timelines.computeIfAbsent(
        id, unknown -> new FakeTimeline("epoch" + ++epochs, firstRecord));
  }

  /** Appends all parts, or throws {@link AppendRefusedException} and changes nothing. */
  void append(Append append) {
    Set<TimelineId> targets = new HashSet<>();
    Set<DedupeKey> keys = new HashSet<>();
    for (Append.Part part : append.parts()) {
      FakeTimeline timeline = timelines.get(part.timeline());
      long head = timeline == null ? -1 : timeline.tail().head();
      if (head != part.expectedHead() || !targets.add(part.timeline())) {
        throw new HeadMismatchException(part.timeline(), part.expectedHead(), head);
      }
      for (Entry entry : part.entries()) {
        DedupeKey key = entry.key();
        if (key != null && (!timelines.containsKey(key.timeline()) || !keys.add(key))) {
          throw new HeadMismatchException(part.timeline(), part.expectedHead(), head);
        }
        if (key != null && receipts.containsKey(key)) {
          throw new RepeatedKeyException(part.timeline());
        }
      }
    }
    changing();
    append.parts().forEach(part -> append(part, append.timeMillis()));
  }

  private void append(Append.Part part, long timeMillis) {
    FakeTimeline timeline = existing(part.timeline());
    for (Entry entry : part.entries()) {
      timeline.add(entry.event(), timeMillis);
      DedupeKey key = entry.key();
      if (key != null) {
        long day = Math.floorDiv(timeMillis, MILLIS_PER_DAY);
        receipts.put(key, new Receipt(entry.receipt().clone(), day));
      }
    }
    RoomUpdate update = part.update();
    if (update != null) {
      timeline.apply(update);
    }
    timeline.trim(part.keepFrom());
  }

  /** From now on the times of the appends to this timeline cannot be read. */
  public void damageTimes(TimelineId id) {
    withoutTimes.add(id);
  }

  /** From now on no events can be removed from this timeline. */
  public void damageTrimming(TimelineId id) {
    failedTrims.put(id, 0);
  }

  /** From now on events can be removed from this timeline again. */
  public void repairTrimming(TimelineId id) {
    failedTrims.remove(id);
  }

  /** How often a removal from a timeline has failed because of {@link #damageTrimming}. */
  public int failedTrims(TimelineId id) {
    return failedTrims.getOrDefault(id, 0);
  }

  Optional<Tail> trim(TimelineId id, long keepFrom) {
    if (failedTrims.computeIfPresent(id, (trimmed, count) -> count + 1) != null) {
      throw new LogUnavailableException("a damaged page", null);
    }
    FakeTimeline timeline = timelines.get(id);
    if (timeline == null) {
      return Optional.empty();
    }
    if (keepFrom > timeline.tail().first()) {
      changing();
      existing(id).trim(keepFrom);
    }
    return Optional.of(existing(id).tail());
  }

  Map<TimelineId, Long> appendedSince(List<TimelineId> wanted, long timeMillis) {
    Map<TimelineId, Long> sequences = new LinkedHashMap<>();
    for (TimelineId id : wanted) {
      if (withoutTimes.contains(id)) {
        throw new LogUnavailableException("a damaged page", null);
      }
      FakeTimeline timeline = timelines.get(id);
      if (timeline != null) {
        sequences.put(id, timeline.appendedSince(timeMillis));
      }
    }
    return sequences;
  }

  List<Optional<byte[]>> find(List<DedupeKey> keys) {
    List<Optional<byte[]>> found = new ArrayList<>();
    for (DedupeKey key : keys) {
      found.add(Optional.ofNullable(receipts.get(key)).map(receipt -> receipt.bytes.clone()));
    }
    return found;
  }

  boolean removeReceipts(long timeMillis) {
    long day = Math.floorDiv(timeMillis, MILLIS_PER_DAY);
    if (receipts.values().stream().anyMatch(receipt -> receipt.day < day)) {
      changing();
      receipts.values().removeIf(receipt -> receipt.day < day);
    }
    return true;
  }

  /** Reads events as the log does. */
  public Chunk read(TimelineId id, long from, int maxEvents, int maxBytes) {
    return existing(id).read(from, maxEvents, maxBytes);
  }

  /** Reads the newest events before a sequence as the log does. */
  Chunk readBefore(TimelineId id, long before, int maxEvents, int maxBytes) {
    return existing(id).readBefore(before, maxEvents, maxBytes);
  }

  boolean removeUnused(TimelineId id) {
    FakeTimeline timeline = timelines.get(id);
    if (timeline != null && timeline.tail().head() > 0) {
      return false;
    }
    changing();
    timelines.remove(id);
    return true;
  }

  void forget(String identityId) {
    changing();
    TimelineId inbox = TimelineId.inbox(identityId);
    timelines.remove(inbox);
    receipts
        .keySet()
        .removeIf(key -> key.identityId().equals(identityId) || key.timeline().equals(inbox));
  }

  /** The record of an identity; null if it does not exist. */
  public @Nullable Versioned identity(String key) {
    return identities.get(key);
  }

  /** All records of identities. */
  public Map<String, Versioned> identities() {
    return new HashMap<>(identities);
  }

  /** Changes an identity's record, but not its version. No server does this. */
  public void rewriteIdentity(String key, UnaryOperator<byte[]> change) {
    identities.computeIfPresent(
        key, (id, old) -> new Versioned(old.version(), change.apply(old.record().clone())));
  }

  boolean put(String key, long expectedVersion, byte[] record) {
    if (version(key) != expectedVersion) {
      return false;
    }
    changing();
    identities.put(key, new Versioned(expectedVersion + 1, record.clone()));
    return true;
  }

  /** All records of invitations. */
  public Map<String, byte[]> invitations() {
    return new HashMap<>(invitations);
  }

  /** Changes the records of all invitations. No server does this. */
  public void rewriteInvitations(UnaryOperator<byte[]> change) {
    invitations.replaceAll((id, old) -> change.apply(old.clone()));
  }

  boolean putInvitation(String id, byte[] record) {
    changing();
    invitations.put(id, record.clone());
    return true;
  }

  boolean removeInvitation(String id) {
    changing();
    invitations.remove(id);
    return true;
  }

  /** The last mark of the clock. */
  public Optional<ClockMark> clock() {
    return clock;
  }

  boolean save(ClockMark mark) {
    changing();
    clock = Optional.of(mark);
    return true;
  }

  /** When the present mass of expired identities was found. */
  OptionalLong massFound() {
    return massFound;
  }

  boolean saveMassExpiryTime(OptionalLong observedMillis) {
    changing();
    massFound = observedMillis;
    return true;
  }

  /** Removes the mark of the clock, as if a server without marks had written the disk. */
  public void forgetClock() {
    clock = Optional.empty();
  }

  boolean remove(String key, long expectedVersion) {
    long version = version(key);
    if (version != 0 && version != expectedVersion) {
      return false;
    }
    if (version != 0) {
      changing();
    }
    identities.remove(key);
    return true;
  }

  private long version(String key) {
    Versioned record = identities.get(key);
    return record == null ? 0 : record.version();
  }

  private FakeTimeline existing(TimelineId id) {
    FakeTimeline timeline = timelines.get(id);
    if (timeline == null) {
      throw new NoSuchElementException("no timeline " + id);
    }
    return timeline;
  }

  private record Receipt(byte[] bytes, long day) {}
}
