package chat.charla.server.storage;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.ForwardingLog;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * A log that treats a damaged event as a lost one, so that no reader gets it. Reports lost events
 * once for each timeline.
 *
 * <p>Only the outermost fields of an event are checked, as {@link StoredFormat#isEventAt} does.
 * Parsing each event completely would take longer than reading the event from the database.
 */
final class CheckedLog extends ForwardingLog {
  private static final Logger LOG = System.getLogger(CheckedLog.class.getName());

  private final StoredFormat format;

  /** The timelines with lost events that were reported. */
  private final Set<TimelineId> reported = ConcurrentHashMap.newKeySet();

  CheckedLog(MessageLog log, StoredFormat format) {
    super(log);
    this.format = format;
  }

  @Override
  public CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes) {
    CompletableFuture<Chunk> result = new CompletableFuture<>();
    read(timeline, from, maxEvents, maxBytes, result);
    result.thenAccept(
        chunk -> reportLost(timeline, Math.max(from, chunk.tail().first()), chunk.first() - 1));
    return result;
  }

  private void read(
      TimelineId timeline,
      long from,
      int maxEvents,
      int maxBytes,
      CompletableFuture<Chunk> result) {
    super.read(timeline, from, maxEvents, maxBytes)
        .whenComplete(
            handleWith(
                result,
                chunk -> {
                  int count = chunk.events().size();
                  int begin = 0;
                  while (begin < count && !isSound(timeline, chunk, begin)) {
                    begin++;
                  }
                  if (begin == count && count > 0) {
                    read(timeline, chunk.next(), maxEvents, maxBytes, result);
                    return;
                  }
                  int end = begin;
                  while (end < count && isSound(timeline, chunk, end)) {
                    end++;
                  }
                  result.complete(part(chunk, begin, end));
                }));
  }

  @Override
  public CompletionStage<Chunk> readBefore(
      TimelineId timeline, long before, int maxEvents, int maxBytes) {
    CompletableFuture<Chunk> result = new CompletableFuture<>();
    readBefore(timeline, before, maxEvents, maxBytes, result);
    result.thenAccept(
        chunk -> {
          long last = Math.min(before - 1, chunk.tail().head());
          reportLost(timeline, Math.max(chunk.next(), chunk.tail().first()), last);
        });
    return result;
  }

  private void readBefore(
      TimelineId timeline,
      long before,
      int maxEvents,
      int maxBytes,
      CompletableFuture<Chunk> result) {
    super.readBefore(timeline, before, maxEvents, maxBytes)
        .whenComplete(
            handleWith(
                result,
                chunk -> {
                  int end = chunk.events().size();
                  while (end > 0 && !isSound(timeline, chunk, end - 1)) {
                    end--;
                  }
                  if (end == 0 && !chunk.events().isEmpty()) {
                    readBefore(timeline, chunk.first(), maxEvents, maxBytes, result);
                    return;
                  }
                  int begin = end;
                  while (begin > 0 && isSound(timeline, chunk, begin - 1)) {
                    begin--;
                  }
                  result.complete(part(chunk, begin, end));
                }));
  }

  private interface ChunkHandler {
    void handle(Chunk chunk);
  }

  /**
   * Passes a chunk to the handler. If reading or handling the chunk fails, the result fails with
   * the same exception.
   */
  private static BiConsumer<Chunk, Throwable> handleWith(
      CompletableFuture<Chunk> result, ChunkHandler handler) {
    return (chunk, failure) -> {
      if (failure != null) {
        result.completeExceptionally(failure);
        return;
      }
      try {
        handler.handle(chunk);
      } catch (RuntimeException | Error defect) {
        ProcessEnd.ifFatal(defect);
        result.completeExceptionally(defect);
      }
    };
  }

  private boolean isSound(TimelineId timeline, Chunk chunk, int index) {
    return format.isEventAt(timeline, chunk.first() + index, chunk.events().get(index));
  }

  private static Chunk part(Chunk chunk, int begin, int end) {
    return begin == 0 && end == chunk.events().size()
        ? chunk
        : new Chunk(chunk.tail(), chunk.first() + begin, chunk.events().subList(begin, end));
  }

  private void reportLost(TimelineId timeline, long first, long last) {
    if (first <= last && reported.add(timeline)) {
      LOG.log(
          Level.ERROR,
          "Events {1,number,#} to {2,number,#} of {0} are missing or damaged; readers get a gap with the"
              + " reason lost. To look for all damage, stop the server and run: charla server"
              + " check",
          timeline,
          first,
          last);
    }
  }
}
