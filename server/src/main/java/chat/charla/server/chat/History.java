package chat.charla.server.chat;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.memory.Scope;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Timeline;
import chat.charla.server.scheduling.FairQueue;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads pages of a timeline, forwards and backwards. Thread-safe. */
final class History {
  /**
   * The largest size of a page, in bytes: well below the 4 MiB that gRPC clients accept by default.
   */
  private static final int MAX_PAGE_BYTES = 1024 * 1024;

  private static final Logger LOG = System.getLogger(History.class.getName());

  /** The memory that is reserved for a page's events in stored and in parsed form, in bytes. */
  private static final int PAGE_MEMORY_BYTES = 2 * MAX_PAGE_BYTES;

  /** How many pages are read at once: as many as the log has threads for reading. */
  private static final int PAGES_AT_ONCE = 4;

  /**
   * How many pages may wait in one line of the {@link FairQueue}. A company with one address needs
   * fewer, even if all its clients reconnect at once.
   */
  private static final int MAX_WAITING_PER_LINE = 1000;

  private static final int MAX_WAITING = 100 * MAX_WAITING_PER_LINE;

  private final MessageLog log;
  private final FairQueue queue = new FairQueue(PAGES_AT_ONCE, MAX_WAITING_PER_LINE, MAX_WAITING);

  History(MessageLog log) {
    this.log = log;
  }

  /**
   * Reads the page. The answer has the position of the next page in the field for the token of that
   * page; the position is empty if there is no next page. If the server has no memory for the page,
   * the answer is a refusal.
   *
   * @param line identifies the line in which the page waits for its turn
   * @return false if too many pages wait; then nothing is read, and {@code reply} is not called
   */
  boolean read(
      Timeline timeline,
      ListMessagesRequest request,
      Object line,
      CallMemory memory,
      Consumer<Outcome<ListMessagesResponse>> reply) {
    return queue.take(line, () -> begin(timeline, request, memory, new Turn(reply)));
  }

  /**
   * The turn of one page in the queue. The turn ends when the page is answered, or when answering
   * has failed.
   */
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
          queue.done();
        }
      }
    }

    /** Runs a step for the page. If the step throws, the caller gets INTERNAL. */
    void run(Runnable step) {
      try {
        step.run();
      } catch (Throwable failure) {
        ProcessEnd.ifFatal(failure); // The log's thread would discard the error.
        try {
          LOG.log(Level.ERROR, "reading a page failed", failure);
        } finally {
          accept(Outcome.refused(Refusal.internal()));
        }
        if (failure instanceof Error error) {
          throw error;
        }
      }
    }
  }

  private void begin(Timeline timeline, ListMessagesRequest request, CallMemory memory, Turn turn) {
    turn.run(
        () -> {
          Optional<Scope> full = memory.reserve(PAGE_MEMORY_BYTES);
          if (full.isPresent()) {
            turn.accept(Outcome.refused(Refusal.outOfMemory(full.get().tag())));
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
    answer(
        timeline,
        log.read(timeline.id(), from, size, MAX_PAGE_BYTES),
        reply,
        chunk -> {
          long head = timeline.tail().head();
          int wanted = (int) Math.max(0, Math.min(chunk.events().size(), head - chunk.first() + 1));
          long last = chunk.first() + wanted - 1;
          return page(
              timeline, chunk, wanted, wanted > 0 && last < head ? Long.toString(last) : "");
        });
  }

  private void readBackwards(Timeline timeline, long before, int size, Turn reply) {
    answer(
        timeline,
        log.readBefore(timeline.id(), before, size, MAX_PAGE_BYTES),
        reply,
        chunk -> {
          int wanted = chunk.events().size();
          boolean more = wanted > 0 && chunk.first() > chunk.tail().first();
          return page(timeline, chunk, wanted, more ? Long.toString(chunk.first()) : "");
        });
  }

  private static void answer(
      Timeline timeline,
      CompletionStage<Chunk> read,
      Turn reply,
      Function<Chunk, Outcome<ListMessagesResponse>> page) {
    read.whenComplete(
        (chunk, failure) -> {
          // Build the page on the log's thread, because a large page would keep the core busy.
          ProcessEnd.ifFatal(failure);
          if (failure != null) {
            reply.accept(Outcome.refused(refusal(timeline, failure)));
            return;
          }
          reply.run(() -> reply.accept(page.apply(chunk)));
        });
  }

  /**
   * The refusal of a page that could not be read. If the identity has left while the page waited,
   * its inbox no longer exists.
   */
  private static Refusal refusal(Timeline timeline, Throwable failure) {
    boolean deleted = failure instanceof NoSuchElementException && timeline.id().isInbox();
    return deleted ? Refusal.sessionEnded() : Refusal.storageUnavailable();
  }

  /**
   * A page with the first {@code count} events of the chunk. The page states the head of the
   * timeline as the core knows it, because the chunk may have later events that the log has not
   * acknowledged yet. The page leaves out events that retention has removed since the chunk was
   * read, and events that are damaged.
   */
  private static Outcome<ListMessagesResponse> page(
      Timeline timeline, Chunk chunk, int count, String next) {
    Tail tail = timeline.tail();
    long first = Math.min(Math.max(tail.first(), chunk.tail().first()), tail.head() + 1);
    int trimmed = (int) Math.max(0, Math.min(count, first - chunk.first()));
    ListMessagesResponse.Builder page =
        ListMessagesResponse.newBuilder()
            .setNextPageToken(next)
            .setEpoch(tail.epoch())
            .setFirstSequence(first)
            .setHeadSequence(tail.head());
    for (byte[] event : chunk.events().subList(trimmed, count)) {
      try {
        page.addEvents(Event.parseFrom(event));
      } catch (InvalidProtocolBufferException damaged) {
        LOG.log(
            Level.ERROR,
            "An event of {0} is damaged; a page leaves it out. To look for all damage, stop the"
                + " server and run: charla server check",
            timeline.id());
      }
    }
    return Outcome.done(page.build());
  }
}
