package chat.charla.server.chat;

import chat.charla.admin.v1.ExportProgress;
import chat.charla.admin.v1.ExportRecord;
import chat.charla.admin.v1.ExportTimeline;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads timelines from the log for an export, chunk by chunk, and sends the wanted events. It reads
 * a chunk only when the client can take more, and pauses after each chunk. The steps run one after
 * the other: on the core, on threads of the log, and on the event loop of the call. Any thread may
 * call {@link #cancel}.
 */
final class ExportReading {
  private static final Logger LOG = System.getLogger(ExportReading.class.getName());
  private static final int CHUNK_EVENTS = 500;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** The pause after each chunk: longer than it takes to read one. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);

  /**
   * A timeline to read.
   *
   * @param first the first sequence to read
   * @param head the last sequence to read
   * @param alsoEmpty whether the timeline is sent if it has no wanted event
   * @param wanted whether an event is sent
   */
  record Part(
      TimelineId id,
      String epoch,
      long first,
      long head,
      boolean alsoEmpty,
      Predicate<Event> wanted) {
    long size() {
      return Math.max(0, head - first + 1);
    }
  }

  private final MessageLog log;
  private final Scheduler core;
  private final ExportOutlet outlet;
  private final Runnable whenOver;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Queue<Part> parts = new ArrayDeque<>();
  private @Nullable Part part;
  private boolean announced;
  private long next;
  private long readBefore;
  private long total;
  private long toldNanos;
  private boolean started;

  /**
   * Creates an object that reads nothing yet.
   *
   * @param whenOver called once on the core after {@link #start}, when nothing is read any more
   */
  ExportReading(MessageLog log, Scheduler core, ExportOutlet outlet, Runnable whenOver) {
    this.log = log;
    this.core = core;
    this.outlet = outlet;
    this.whenOver = whenOver;
  }

  /**
   * Sends the first records, and begins to read. Called on the core.
   *
   * @param all the timelines, in the order in which they are sent
   */
  void start(List<ExportRecord> first, List<Part> all) {
    started = true;
    parts.addAll(all);
    total = all.stream().mapToLong(Part::size).sum();
    toldNanos = core.nanoTime();
    first.forEach(this::send);
    outlet.send(ExportUserResponse.newBuilder().setProgress(progress()).build());
    nextPart();
    proceed();
  }

  /** Stops reading. */
  void cancel() {
    cancelled.set(true);
    // The next step may wait for a client that is gone.
    core.execute(this::over);
    outlet.end(Outcome.done(ExportUserResponse.getDefaultInstance())); // releases the call
  }

  /** Runs on the core. */
  private void over() {
    if (started && !over.getAndSet(true)) {
      whenOver.run();
    }
  }

  private void end(Outcome<ExportUserResponse> outcome) {
    core.execute(this::over);
    outlet.end(outcome);
  }

  private void nextPart() {
    Part last = part;
    if (last != null) {
      readBefore += last.size();
    }
    Part now = parts.poll();
    part = now;
    announced = false;
    if (now != null) {
      next = now.first();
      if (now.alsoEmpty()) {
        announce(now);
      }
    }
  }

  private void announce(Part timeline) {
    announced = true;
    send(
        ExportRecord.newBuilder()
            .setTimeline(
                ExportTimeline.newBuilder()
                    .setRoom(timeline.id().roomName())
                    .setEpoch(timeline.epoch()))
            .build());
  }

  /** Reads the next chunk as soon as the client can take it, or ends the export. */
  private void proceed() {
    while (part != null && next > part.head()) {
      nextPart();
    }
    Part now = part;
    if (cancelled.get()) {
      core.execute(this::over);
    } else if (now == null) {
      outlet.whenReady(
          () ->
              end(
                  Outcome.done(
                      ExportUserResponse.newBuilder()
                          .setProgress(progress().setComplete(true))
                          .build())));
    } else {
      outlet.whenReady(() -> read(now));
    }
  }

  private void read(Part now) {
    log.read(now.id(), next, CHUNK_EVENTS, CHUNK_BYTES)
        .whenComplete(
            (chunk, failure) -> {
              ProcessEnd.ifFatal(failure);
              try {
                took(now, chunk, failure);
              } catch (RuntimeException | Error defect) {
                ProcessEnd.ifFatal(defect); // The log's thread would discard the error.
                LOG.log(Level.ERROR, "an export failed", defect);
                end(Outcome.refused(Refusal.internal()));
              }
            });
  }

  private void took(Part now, @Nullable Chunk chunk, @Nullable Throwable failure) {
    if (failure instanceof NoSuchElementException) {
      nextPart(); // The timeline was deleted meanwhile.
    } else if (failure != null || chunk == null) {
      end(Outcome.refused(Refusal.storageUnavailable()));
      return;
    } else {
      send(now, chunk);
    }
    core.schedule(PAUSE, this::proceed);
  }

  private void send(Part now, Chunk chunk) {
    long sequence = chunk.first();
    for (byte[] stored : chunk.events()) {
      if (sequence > now.head()) {
        break;
      }
      sequence++;
      try {
        Event event = Event.parseFrom(stored);
        if (now.wanted().test(event)) {
          if (!announced) {
            announce(now);
          }
          send(ExportRecord.newBuilder().setEvent(event).build());
        }
      } catch (InvalidProtocolBufferException damaged) {
        LOG.log(Level.ERROR, "An event of {0} is damaged; an export leaves it out", now.id());
      }
    }
    next = chunk.next();
    long nanos = core.nanoTime();
    if (nanos - toldNanos >= BETWEEN_PROGRESS.toNanos()) {
      toldNanos = nanos;
      outlet.send(ExportUserResponse.newBuilder().setProgress(progress()).build());
    }
  }

  private void send(ExportRecord record) {
    outlet.send(ExportUserResponse.newBuilder().setRecord(record).build());
  }

  private ExportProgress.Builder progress() {
    Part now = part;
    long inPart = now == null ? 0 : Math.min(now.size(), next - now.first());
    return ExportProgress.newBuilder().setReadEventCount(readBefore + inPart).setEventCount(total);
  }
}
