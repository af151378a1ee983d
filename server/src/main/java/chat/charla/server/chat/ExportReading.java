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
 * Reads timelines from the log for an export, chunk by chunk, and sends the wanted events. This
 * class reads a chunk only when the client can receive more, and pauses after each chunk. The steps
 * run one after the other: on the core, on threads of the log, and on the event loop of the call.
 * Any thread may call {@link #cancel}.
 */
final class ExportReading {
  private static final Logger LOG = System.getLogger(ExportReading.class.getName());
  private static final int CHUNK_EVENTS = 500;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** The pause after each chunk: longer than reading a chunk takes. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

  /**
   * A timeline to read.
   *
   * @param first the first sequence to read
   * @param head the last sequence to read
   * @param sendIfEmpty whether to send the timeline even if it has no wanted event
   * @param wanted whether to send an event
   */
  record Part(
      TimelineId id,
      String epoch,
      long first,
      long head,
      boolean sendIfEmpty,
      Predicate<Event> wanted) {
    long size() {
      return Math.max(0, head - first + 1);
    }
  }

  private final MessageLog log;
  private final Scheduler core;
  private final ExportOutlet outlet;
  private final Runnable whenEnded;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Queue<Part> parts = new ArrayDeque<>();
  private @Nullable Part part;
  private boolean timelineSent;
  private long next;
  private long eventsOfEarlierParts;
  private long total;
  private long lastProgressNanos;
  private boolean started;

  /**
   * Creates a reading that has not started.
   *
   * @param whenEnded runs once on the core when the reading has ended, if {@link #start} was called
   */
  ExportReading(MessageLog log, Scheduler core, ExportOutlet outlet, Runnable whenEnded) {
    this.log = log;
    this.core = core;
    this.outlet = outlet;
    this.whenEnded = whenEnded;
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
    lastProgressNanos = core.nanoTime();
    first.forEach(this::send);
    outlet.send(ExportUserResponse.newBuilder().setProgress(progress()).build());
    nextPart();
    proceed();
  }

  /** Stops reading. */
  void cancel() {
    cancelled.set(true);
    // The next step may wait for a client that has disconnected.
    core.execute(this::endOnCore);
    outlet.end(Outcome.done(ExportUserResponse.getDefaultInstance())); // releases the call
  }

  /** Runs {@code whenEnded}, unless it has run already. Called on the core. */
  private void endOnCore() {
    if (started && !ended.getAndSet(true)) {
      whenEnded.run();
    }
  }

  private void end(Outcome<ExportUserResponse> outcome) {
    core.execute(this::endOnCore);
    outlet.end(outcome);
  }

  private void nextPart() {
    Part last = part;
    if (last != null) {
      eventsOfEarlierParts += last.size();
    }
    Part now = parts.poll();
    part = now;
    timelineSent = false;
    if (now != null) {
      next = now.first();
      if (now.sendIfEmpty()) {
        sendTimeline(now);
      }
    }
  }

  private void sendTimeline(Part timeline) {
    timelineSent = true;
    send(
        ExportRecord.newBuilder()
            .setTimeline(
                ExportTimeline.newBuilder()
                    .setRoom(timeline.id().roomName())
                    .setEpoch(timeline.epoch()))
            .build());
  }

  /** Reads the next chunk as soon as the client can receive it, or ends the export. */
  private void proceed() {
    while (part != null && next > part.head()) {
      nextPart();
    }
    Part now = part;
    if (cancelled.get()) {
      core.execute(this::endOnCore);
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
                handleRead(now, chunk, failure);
              } catch (RuntimeException | Error defect) {
                ProcessEnd.ifFatal(defect); // The log's thread would discard the error.
                LOG.log(Level.ERROR, "an export failed", defect);
                end(Outcome.refused(Refusal.internal()));
              }
            });
  }

  private void handleRead(Part now, @Nullable Chunk chunk, @Nullable Throwable failure) {
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
          if (!timelineSent) {
            sendTimeline(now);
          }
          send(ExportRecord.newBuilder().setEvent(event).build());
        }
      } catch (InvalidProtocolBufferException damaged) {
        LOG.log(Level.ERROR, "An event of {0} is damaged; an export leaves it out", now.id());
      }
    }
    next = chunk.next();
    long nanos = core.nanoTime();
    if (nanos - lastProgressNanos >= PROGRESS_INTERVAL.toNanos()) {
      lastProgressNanos = nanos;
      outlet.send(ExportUserResponse.newBuilder().setProgress(progress()).build());
    }
  }

  private void send(ExportRecord record) {
    outlet.send(ExportUserResponse.newBuilder().setRecord(record).build());
  }

  private ExportProgress.Builder progress() {
    Part now = part;
    long inPart = now == null ? 0 : Math.min(now.size(), next - now.first());
    return ExportProgress.newBuilder()
        .setReadEventCount(eventsOfEarlierParts + inPart)
        .setEventCount(total);
  }
}
