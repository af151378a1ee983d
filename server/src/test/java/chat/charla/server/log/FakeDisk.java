package chat.charla.server.log;

import chat.charla.server.session.SessionStore.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is left when a simulated server dies: the durable state of {@link FakeMessageLog} and {@link
 * FakeSessionStore}. Each method is one atomic, durable change, or a look at the present state. For
 * one thread.
 */
public final class FakeDisk {
  private final Map<TimelineId, Timeline> timelines = new HashMap<>();
  private final Map<DedupeKey, byte[]> receipts = new HashMap<>();
  private final Map<String, Versioned> sessions = new HashMap<>();
  private int epochs;

  /** Where all timelines stand. */
  public Map<TimelineId, Tail> timelines() {
    Map<TimelineId, Tail> tails = new HashMap<>();
    timelines.forEach((id, timeline) -> tails.put(id, timeline.tail()));
    return tails;
  }

  /** Makes a timeline, if it is not there. */
  public Tail open(TimelineId id) {
    return timelines.computeIfAbsent(id, unknown -> new Timeline("epoch" + ++epochs)).tail();
  }

  /**
   * Appends everything, or throws {@link AppendRefusedException} before it has changed anything.
   */
  void append(Append append) {
    Set<TimelineId> targets = new HashSet<>();
    Set<DedupeKey> keys = new HashSet<>();
    for (Append.Part part : append.parts()) {
      Timeline timeline = timelines.get(part.timeline());
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
    append.parts().forEach(this::append);
  }

  private void append(Append.Part part) {
    Timeline timeline = existing(part.timeline());
    for (Entry entry : part.entries()) {
      timeline.events.add(entry.event().clone());
      DedupeKey key = entry.key();
      if (key != null) {
        receipts.put(key, entry.receipt().clone());
      }
    }
    while (timeline.first < part.keepFrom() && !timeline.events.isEmpty()) {
      timeline.events.remove(0);
      timeline.first++;
    }
  }

  List<Optional<byte[]>> find(List<DedupeKey> keys) {
    List<Optional<byte[]>> found = new ArrayList<>();
    for (DedupeKey key : keys) {
      byte @Nullable [] receipt = receipts.get(key);
      found.add(receipt == null ? Optional.empty() : Optional.of(receipt.clone()));
    }
    return found;
  }

  /** Reads events, as the log would. */
  public Chunk read(TimelineId id, long from, int maxEvents, int maxBytes) {
    Timeline timeline = existing(id);
    long first = Math.max(from, timeline.first);
    List<byte[]> events = new ArrayList<>();
    long bytes = 0;
    for (long next = first; next <= timeline.tail().head() && events.size() < maxEvents; next++) {
      byte[] event = timeline.events.get((int) (next - timeline.first));
      bytes += event.length;
      if (bytes > maxBytes && !events.isEmpty()) {
        break;
      }
      events.add(event.clone());
    }
    return new Chunk(timeline.tail(), first, events);
  }

  void forget(String identityId) {
    TimelineId inbox = TimelineId.inbox(identityId);
    timelines.remove(inbox);
    receipts
        .keySet()
        .removeIf(key -> key.identityId().equals(identityId) || key.timeline().equals(inbox));
  }

  Map<String, Versioned> sessions() {
    return new HashMap<>(sessions);
  }

  /** Has a session's record always been another. */
  public void rewriteSession(String key, UnaryOperator<byte[]> change) {
    sessions.computeIfPresent(
        key, (id, old) -> new Versioned(old.version(), change.apply(old.record().clone())));
  }

  boolean put(String key, long expectedVersion, byte[] record) {
    if (version(key) != expectedVersion) {
      return false;
    }
    sessions.put(key, new Versioned(expectedVersion + 1, record.clone()));
    return true;
  }

  boolean remove(String key, long expectedVersion) {
    long version = version(key);
    if (version != 0 && version != expectedVersion) {
      return false;
    }
    sessions.remove(key);
    return true;
  }

  private long version(String key) {
    Versioned record = sessions.get(key);
    return record == null ? 0 : record.version();
  }

  private Timeline existing(TimelineId id) {
    Timeline timeline = timelines.get(id);
    if (timeline == null) {
      throw new NoSuchElementException("no timeline " + id);
    }
    return timeline;
  }

  private static final class Timeline {
    private final String epoch;
    private final List<byte[]> events = new ArrayList<>();
    private long first = 1;

    Timeline(String epoch) {
      this.epoch = epoch;
    }

    Tail tail() {
      return new Tail(epoch, first, first + events.size() - 1);
    }
  }
}
