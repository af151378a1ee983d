package chat.charla.server.session;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.memory.Scope;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Reads pages of a timeline, forwards and backwards. */
final class History {
  /** A page stays well below the 4 MiB that gRPC clients accept by default. */
  private static final int MAX_PAGE_BYTES = 1024 * 1024;

  private static final Logger LOG = System.getLogger(History.class.getName());

  /** The events of a page, as they are stored and as they are parsed. */
  private static final int BUILDING_BYTES = 2 * MAX_PAGE_BYTES;

  /** As many as the log has threads that read. */
  private static final int PAGES_AT_ONCE = 4;

  /** More than the clients of an office ask for when they all come back at once. */
  private static final int LONGEST_LINE = 1000;

  private final MessageLog log;
  private final Turns turns = new Turns(PAGES_AT_ONCE, LONGEST_LINE);

  History(MessageLog log) {
    this.log = log;
  }

  /**
   * Reads the page; a token for the next one is what its position would be, or empty. A page for
   * which there is no memory is not begun.
   *
   * @param line in which the page waits for its turn
   * @return false if too many wait there; then nothing is read, and there is no reply
   */
  boolean read(
      Timeline timeline,
      ListMessagesRequest request,
      String line,
      CallMemory memory,
      Consumer<Outcome<ListMessagesResponse>> reply) {
    return turns.take(line, () -> begin(timeline, request, memory, new Turn(reply)));
  }

  /** The turn of a page ends when it is answered, or when that fails. */
  private final class Turn implements Consumer<Outcome<ListMessagesResponse>> {
    private final Consumer<Outcome<ListMessagesResponse>> reply;
    private final AtomicBoolean ended = new AtomicBoolean();

    Turn(Consumer<Outcome<ListMessagesResponse>> reply) {
      this.reply = reply;
    }

    @Override
    public void accept(Outcome<ListMessagesResponse> outcome) {
      try {
        reply.accept(outcome);
      } finally {
        if (!ended.getAndSet(true)) {
          turns.done();
        }
      }
    }

    /** Does something for the page; should it fail, the caller is told at least that. */
    void during(Runnable step) {
      try {
        step.run();
      } catch (Throwable failure) {
        ProcessEnd.ifFatal(failure); // The log's thread would swallow it.
        try {
          LOG.log(Level.ERROR, "reading a page failed", failure);
        } finally {
          accept(Outcome.refused(Rejection.internal()));
        }
        if (failure instanceof Error error) {
          throw error;
        }
      }
    }
  }

  private void begin(Timeline timeline, ListMessagesRequest request, CallMemory memory, Turn turn) {
    turn.during(
        () -> {
          Optional<Scope> full = memory.reserve(BUILDING_BYTES);
          if (full.isPresent()) {
            turn.accept(Outcome.refused(Rejection.outOfMemory(full.get().tag())));
          } else {
            read(timeline, request, turn);
          }
        });
  }

  private void read(Timeline timeline, ListMessagesRequest request, Turn reply) {
    long head = timeline.tail().head();
    int size = request.getPageSize();
    if (request.hasAfterSequence()) {
      readForwards(timeline, Math.min(request.getAfterSequence(), head) + 1, size, reply);
    } else {
      long before =
          request.hasBeforeSequence() ? Math.min(request.getBeforeSequence(), head + 1) : head + 1;
      readBackwards(timeline, before, size, reply);
    }
  }

  private void readForwards(Timeline timeline, long from, int size, Turn reply) {
    readChunk(
        timeline,
        from,
        size,
        reply,
        chunk -> {
          long head = timeline.tail().head();
          int wanted = (int) Math.max(0, Math.min(chunk.events().size(), head - chunk.first() + 1));
          long last = chunk.first() + wanted - 1;
          reply.accept(
              page(timeline, chunk, wanted, wanted > 0 && last < head ? Long.toString(last) : ""));
        });
  }

  private void readBackwards(Timeline timeline, long before, int size, Turn reply) {
    long from = Math.max(timeline.tail().first(), before - size);
    int count = (int) Math.max(0, before - from);
    readChunk(
        timeline,
        Math.min(from, before),
        Math.max(1, count),
        reply,
        chunk -> {
          if (chunk.next() < before && !chunk.events().isEmpty()) {
            // The bytes did not reach up to the end that this page must have: ask for fewer events.
            readBackwards(timeline, before, size / 2, reply);
            return;
          }
          int wanted = (int) Math.max(0, Math.min(chunk.events().size(), before - chunk.first()));
          boolean more = wanted > 0 && chunk.first() > chunk.tail().first();
          reply.accept(page(timeline, chunk, wanted, more ? Long.toString(chunk.first()) : ""));
        });
  }

  private void readChunk(
      Timeline timeline, long from, int count, Turn reply, Consumer<Chunk> then) {
    log.read(timeline.id(), from, count, MAX_PAGE_BYTES)
        .whenComplete(
            (chunk, failure) -> {
              // On the log's thread: a large page would keep the core busy.
              ProcessEnd.ifFatal(failure);
              if (failure != null) {
                reply.accept(Outcome.refused(Rejection.storageUnavailable()));
                return;
              }
              reply.during(() -> then.accept(chunk));
            });
  }

  /**
   * The first so many events of the chunk. The timeline tells where it stands: the log may be ahead
   * of what has been acknowledged. What retention has removed since it was read is gone here too.
   */
  private static Outcome<ListMessagesResponse> page(
      Timeline timeline, Chunk chunk, int count, String next) {
    Tail tail = timeline.tail();
    long first = Math.min(Math.max(tail.first(), chunk.tail().first()), tail.head() + 1);
    int gone = (int) Math.max(0, Math.min(count, first - chunk.first()));
    ListMessagesResponse.Builder page =
        ListMessagesResponse.newBuilder()
            .setNextPageToken(next)
            .setEpoch(tail.epoch())
            .setFirstSequence(first)
            .setHeadSequence(tail.head());
    try {
      for (byte[] event : chunk.events().subList(gone, count)) {
        page.addEvents(Event.parseFrom(event));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored event is damaged", e);
    }
    return Outcome.done(page.build());
  }
}
