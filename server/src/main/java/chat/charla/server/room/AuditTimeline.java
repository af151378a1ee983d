package chat.charla.server.room;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.log.Append;
import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.Entry;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Event;
import chat.charla.v1.Record;
import com.google.protobuf.Timestamp;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timeline {@code !}, which records what operators have done. The first event creates the
 * timeline. Owned by the core.
 *
 * <p>While the storage fails, events wait here until they can be stored. So the timeline gets every
 * action, unless the process ends before or too many events wait.
 */
public final class AuditTimeline {
  private static final Logger LOG = System.getLogger(AuditTimeline.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How many events are appended at once. */
  private static final int MAX_BATCH = 100;

  private static final int MAX_WAITING = 1000;

  private final MessageLog log;
  private final Scheduler core;
  private final Delivery delivery;
  private final Events events;
  private final LongSupplier observedMillis;
  private final TailQuery tailQuery;
  private final List<WaitingEvent> waiting = new ArrayList<>();
  private @Nullable Timeline timeline;
  private boolean appending;

  /** An event that is not stored yet. */
  private static final class WaitingEvent {
    private final Timestamp time;
    private final Record record;
    private @Nullable Consumer<Boolean> whenDone;

    WaitingEvent(Timestamp time, Record record, Consumer<Boolean> whenDone) {
      this.time = time;
      this.record = record;
      this.whenDone = whenDone;
    }

    /**
     * Tells the caller of {@link #append} whether the event is stored. Only the first call has an
     * effect.
     */
    void report(boolean stored) {
      Consumer<Boolean> receiver = whenDone;
      whenDone = null;
      if (receiver != null) {
        receiver.accept(stored);
      }
    }
  }

  public AuditTimeline(RoomServices services) {
    this.log = services.log();
    this.core = services.core();
    this.delivery = services.delivery();
    this.events = new Events(services.clock());
    this.observedMillis = services.observedMillis();
    this.tailQuery = new TailQuery(log, core);
  }

  /** Restores the timeline, which is in the log. */
  public void restore(Tail tail) {
    timeline = new Timeline(TimelineId.AUDIT, tail, delivery);
  }

  /** The timeline; null if it has had no event. */
  public @Nullable Timeline timeline() {
    return timeline;
  }

  /**
   * Appends an event.
   *
   * @param whenDone called once on the core: with true when the event is durable; with false if the
   *     storage fails, so that the event is stored later, or if too many events wait, so that the
   *     event is dropped
   */
  public void append(Record record, Consumer<Boolean> whenDone) {
    if (waiting.size() >= MAX_WAITING) {
      LOG.log(Level.ERROR, "an action of an operator cannot be recorded: {0}", record.getAction());
      whenDone.accept(false);
      return;
    }
    waiting.add(new WaitingEvent(events.now(), record, whenDone));
    appendNext();
  }

  private void appendNext() {
    if (appending || waiting.isEmpty()) {
      return;
    }
    appending = true;
    Timeline known = timeline;
    if (known == null) {
      queryTail(0);
      return;
    }
    int count = Math.min(MAX_BATCH, waiting.size());
    List<byte[]> batch = batch(known, count);
    Append.Part part =
        new Append.Part(
            TimelineId.AUDIT, known.tail().head(), batch.stream().map(Entry::of).toList(), 0);
    Append append = new Append(List.of(part), observedMillis.getAsLong());
    core.whenComplete(
        () -> log.append(append),
        (none, failure) -> {
          if (failure == null) {
            stored(known, batch);
            endAttempt();
          } else {
            failed(failure);
            // The outcome of a failed append may be unknown.
            queryTail(failure instanceof AppendRefusedException ? 0 : count);
          }
        });
  }

  /** The first waiting events, with the sequences that follow the head. */
  private List<byte[]> batch(Timeline known, int count) {
    List<byte[]> batch = new ArrayList<>(count);
    for (WaitingEvent each : waiting.subList(0, count)) {
      batch.add(event(each, known.tail().head() + batch.size() + 1));
    }
    return batch;
  }

  private static byte[] event(WaitingEvent waiting, long sequence) {
    return Event.newBuilder()
        .setRoom(TimelineId.AUDIT_NAME)
        .setSequence(sequence)
        .setCreateTime(waiting.time)
        .setMessageCount(0)
        .setRecord(waiting.record)
        .build()
        .toByteArray();
  }

  /**
   * Asks the log for the tail. The log creates the timeline if it does not exist.
   *
   * @param appended how many of the waiting events the log may have appended
   */
  private void queryTail(int appended) {
    tailQuery.ask(
        List.of(TimelineId.AUDIT),
        this::tellFailure,
        (tails, hasFailed) -> {
          Tail found = Objects.requireNonNull(tails.get(TimelineId.AUDIT));
          Timeline known = timeline;
          if (known == null) {
            restore(found);
            endAttempt();
          } else if (appended > 0 && found.head() == known.tail().head() + appended) {
            stored(known, batch(known, appended));
            endAttempt();
          } else {
            known.corrected(found);
            core.schedule(RETRY, this::endAttempt);
          }
        });
  }

  private void endAttempt() {
    appending = false;
    appendNext();
  }

  private void stored(Timeline known, List<byte[]> batch) {
    known.committed(batch, known.tail().first());
    List<WaitingEvent> done = List.copyOf(waiting.subList(0, batch.size()));
    waiting.subList(0, batch.size()).clear();
    done.forEach(each -> each.report(true));
  }

  private void failed(Throwable failure) {
    if (!(failure instanceof LogUnavailableException)) { // The storage itself logs an outage.
      LOG.log(Level.WARNING, "recording an action of an operator failed: {0}", failure.toString());
    }
    tellFailure();
  }

  private void tellFailure() {
    List.copyOf(waiting).forEach(each -> each.report(false));
  }

  /** Removes events before this sequence; see {@link MessageLog#trim}. */
  void trim(long keepFrom, Consumer<TrimResult> whenDone) {
    core.whenComplete(
        () -> log.trim(TimelineId.AUDIT, keepFrom),
        (tail, failure) -> {
          Timeline known = timeline;
          if (failure != null || tail == null || known == null) {
            whenDone.accept(TrimResult.FAILED);
            return;
          }
          tail.ifPresent(found -> known.trimmed(withFirstOf(known.tail(), found)));
          whenDone.accept(TrimResult.DONE);
        });
  }

  /**
   * The known tail with the oldest kept sequence of the log's tail. The head stays, because the
   * log's tail may include events of an append whose outcome the core does not know yet.
   */
  private static Tail withFirstOf(Tail known, Tail found) {
    return new Tail(known.epoch(), Math.min(found.first(), known.head() + 1), known.head());
  }
}
