package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.RepeatedKeyException;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides posts in batches, with at most one append outstanding.
 *
 * <p>While an append is outstanding, further posts wait. When the append is durable, the queue
 * decides the waiting posts together, up to {@link #MAX_BATCH}, and appends them in one commit.
 * Each decision considers the earlier decisions. So posts have an order, many posts share a commit,
 * and every append expects the correct head.
 *
 * <p>Repetitions are rare, so the queue does not look for them first. If a batch has a repetition,
 * the log refuses the append, and the queue decides the batch again with the receipts of the
 * repeated posts. Before the queue refuses a post, it does look for the post's receipt, because a
 * repetition gets the first result even if the post would be refused now. The queue then decides
 * the other posts of the batch again, because the state may have changed.
 *
 * <p>When an append fails, its outcome is unknown. The queue then asks the log for the tails by
 * opening the timelines again, which is a write. It decides nothing until the log has answered. If
 * the log has the batch, the queue sends the authors their results. If not, the queue tells the
 * authors to repeat their sends. If the log has an unexpected head, the queue uses that head for
 * the next batch.
 *
 * <p>The queue decides and appends a change of a room's state like a post, but in a batch of its
 * own; see {@link StateChange}.
 *
 * <p>An exception while one post is decided or answered affects only the author of that post. Any
 * other exception ends the process, because otherwise the queue would stay busy, and its timelines
 * would accept no posts until a restart.
 *
 * <p>Owned by the core.
 */
final class PostingQueue {
  private static final Logger LOG = System.getLogger(PostingQueue.class.getName());

  /**
   * The most posts in a batch. This limits the size of a commit, and how long the decisions keep
   * the core busy.
   */
  private static final int MAX_BATCH = 512;

  private final Decider decider;
  private final PostDecisions decisions;
  private final MessageLog log;
  private final TailQuery tailQuery;
  private final Scheduler core;
  private final Health health;
  private final LongSupplier observedMillis;
  private final Queue<Post> waiting = new ArrayDeque<>();
  private final Queue<Runnable> whenIdle = new ArrayDeque<>();
  private final Queue<Pending> changes = new ArrayDeque<>();
  private boolean busy;

  /** Whether waiting posts come before the next change, because the last batch was a change. */
  private boolean postsAreNext;

  private boolean starting;

  /**
   * The work on the batch that is being decided or appended, for {@link Health}; null if there is
   * none.
   */
  private Health.@Nullable Work work;

  private boolean settling;
  private boolean storageAvailable = true;

  PostingQueue(Decider decider, RoomServices services) {
    this.decider = decider;
    this.decisions = new PostDecisions(decider);
    this.log = services.log();
    this.core = services.core();
    this.tailQuery = new TailQuery(log, core);
    this.health = services.health();
    this.observedMillis = services.observedMillis();
  }

  /**
   * A change that waits for its turn.
   *
   * @param decide decides the change and adds its event to the batch, or answers the change
   */
  private record Pending(StateChange change, Consumer<Batch> decide) {}

  /**
   * Submits a change of a room's state. The queue decides the change before the waiting posts, in a
   * batch of its own. So the changed state applies to these posts. After a stored change, the queue
   * decides a batch of posts before the next change, so that many changes do not delay the posts.
   *
   * @param decide decides the change and adds its event to the batch, or answers the change
   */
  void submit(StateChange change, Consumer<Batch> decide) {
    if (settling) {
      change.answer(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    changes.add(new Pending(change, decide));
    proceed();
  }

  /** Submits a post. The author gets the outcome before this method returns, or later. */
  void submit(Post post) {
    if (settling) {
      post.answer(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    waiting.add(post);
    proceed();
  }

  /** Runs the task when no batch is in progress: at once, or after the present batch. */
  void whenIdle(Runnable task) {
    whenIdle.add(task);
    proceed();
  }

  /**
   * Removes events of the timeline before this sequence, as {@link MessageLog#trim} does, when no
   * batch is in progress. So the timeline's first sequence is the same in memory and in the log. If
   * the outcome is unknown, the queue decides nothing until the log has returned the tail.
   *
   * @param whenDone called when the queue decides posts again
   */
  void trim(Timeline timeline, long keepFrom, Consumer<TrimResult> whenDone) {
    whenIdle(
        () -> {
          busy = true;
          work = health.begin();
          core.whenComplete(
              () -> log.trim(timeline.id(), keepFrom),
              (tail, failure) -> {
                if (failure == null && tail != null) {
                  tail.ifPresent(timeline::trimmed);
                  batchDone();
                  whenDone.accept(TrimResult.DONE);
                } else {
                  if (!(failure
                      instanceof LogUnavailableException)) { // The storage itself logs an outage.
                    LOG.log(Level.WARNING, "removing old messages failed: {0}", "" + failure);
                  }
                  settleTrim(timeline, whenDone);
                }
              });
        });
  }

  private void settleTrim(Timeline timeline, Consumer<TrimResult> whenDone) {
    settling = true;
    tailQuery.ask(
        List.of(timeline.id()),
        () -> {
          storageChanged(false);
          refuseWaiting();
        },
        (tails, hasFailed) -> {
          settling = false;
          timeline.trimmed(Objects.requireNonNull(tails.get(timeline.id())));
          // The query is a write, so it shows that the storage works again. In a quiet room there
          // may be no append that shows it.
          storageChanged(true);
          batchDone();
          whenDone.accept(hasFailed ? TrimResult.STORAGE_FAILED : TrimResult.FAILED);
        });
  }

  /** Whether no post and no change is being decided or appended, or waits. */
  boolean isIdle() {
    return !busy && waiting.isEmpty() && changes.isEmpty();
  }

  private void proceed() {
    if (!busy && !starting) {
      Indivisible.change(this::startBatches);
    }
  }

  /** Starts batches until a batch has to wait for the log, or no work is left. */
  private void startBatches() {
    starting = true;
    while (!busy && !(whenIdle.isEmpty() && changes.isEmpty() && waiting.isEmpty())) {
      if (!whenIdle.isEmpty()) {
        whenIdle.remove().run();
      } else {
        busy = true;
        work = health.begin();
        if (changes.isEmpty() || (postsAreNext && !waiting.isEmpty())) {
          startBatch();
        } else {
          startChange(changes.remove());
        }
      }
    }
    starting = false;
  }

  private void batchDone() {
    busy = false;
    if (work != null) {
      work.done();
      work = null;
    }
    proceed();
  }

  private void startChange(Pending next) {
    Batch batch = new Batch();
    try {
      next.decide().accept(batch);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "deciding a change of a room failed", bug);
      guarded(() -> next.change().answer(Outcome.refused(Refusal.internal())));
    }
    postsAreNext = !batch.appendsNothing();
    append(batch);
  }

  private void startBatch() {
    postsAreNext = false;
    List<Post> posts = new ArrayList<>();
    while (posts.size() < MAX_BATCH && !waiting.isEmpty()) {
      posts.add(waiting.remove());
    }
    decide(posts, Map.of());
  }

  /**
   * Decides these posts together.
   *
   * @param receipts the receipts of the posts that are known to be repetitions
   */
  private void decide(List<Post> posts, Map<DedupeKey, byte[]> receipts) {
    Batch batch = new Batch();
    for (Post post : posts) {
      try {
        decisions.decide(post, receipts, batch);
      } catch (RuntimeException bug) {
        // A defect with one post must not affect the other posts of the batch.
        LOG.log(Level.ERROR, "deciding a post failed", bug);
        guarded(() -> post.refuse(Refusal.internal()));
      }
    }
    List<DedupeKey> refused = batch.refusedKeys();
    if (refused.isEmpty()) {
      append(batch);
      return;
    }
    find(
        refused,
        batch,
        found -> {
          batch.answerRefused(found, decider::timeline, PostingQueue::guarded);
          // Decide the other posts again, because an author may have left meanwhile. The log has
          // deleted the receipts of such an author, so it would append a repetition again.
          decide(batch.posts(), Map.of());
        });
  }

  private void append(Batch batch) {
    if (batch.appendsNothing()) {
      batch.answer(PostingQueue::guarded);
      batchDone();
      return;
    }
    Append append = batch.append(decider::keepFrom, observedMillis.getAsLong());
    core.whenComplete(
        () -> log.append(append), (none, failure) -> appended(batch, append, failure));
  }

  private void appended(Batch batch, Append append, @Nullable Throwable failure) {
    if (failure == null) {
      committed(batch);
    } else if (failure instanceof RepeatedKeyException) {
      List<Post> posts = batch.posts();
      find(decisions.keys(posts), batch, found -> decide(posts, found));
    } else {
      if (!(failure instanceof LogUnavailableException)) { // The storage itself logs an outage.
        LOG.log(
            Level.WARNING,
            "appending failed, asking the log whether it has the batch: {0}",
            failure.toString());
      }
      settle(batch, append, !(failure instanceof AppendRefusedException));
    }
  }

  /** Looks up which of the keys have a receipt. If the lookup fails, refuses the whole batch. */
  private void find(List<DedupeKey> keys, Batch batch, Consumer<Map<DedupeKey, byte[]>> whenFound) {
    core.whenComplete(
        () -> log.find(keys),
        (found, failure) -> {
          if (failure != null || found == null) {
            LOG.log(Level.WARNING, "looking up receipts failed: {0}", String.valueOf(failure));
            storageChanged(false);
            batch.posted().forEach(posted -> guarded(posted.post()::notStored));
            batch.refuse(Refusal.storageUnavailable(), PostingQueue::guarded);
            batchDone();
          } else {
            whenFound.accept(receipts(keys, found));
          }
        });
  }

  private static Map<DedupeKey, byte[]> receipts(
      List<DedupeKey> keys, List<Optional<byte[]>> found) {
    Map<DedupeKey, byte[]> receipts = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      DedupeKey key = keys.get(i);
      found.get(i).ifPresent(receipt -> receipts.put(key, receipt));
    }
    return receipts;
  }

  /**
   * Asks the log for the tails of the batch's timelines, and so learns whether the log has appended
   * the batch.
   *
   * @param mayBeAppended whether the log may have appended the batch
   */
  private void settle(Batch batch, Append append, boolean mayBeAppended) {
    settling = true;
    tailQuery.ask(
        append.parts().stream().map(Append.Part::timeline).toList(),
        () -> {
          storageChanged(false);
          batch.refuse(Refusal.storageUnavailable(), PostingQueue::guarded);
          refuseWaiting();
        },
        (tails, hasFailed) -> settled(batch, tails, mayBeAppended));
  }

  private void settled(Batch batch, Map<TimelineId, Tail> found, boolean mayBeAppended) {
    settling = false;
    if (mayBeAppended && batch.isAppended(found)) {
      committed(batch);
      return;
    }
    List<TimelineId> corrected = batch.correct(found);
    if (!corrected.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "The log has another head for {0} than the server knew: another process writes to this log",
          corrected);
    }
    batch.posted().forEach(posted -> guarded(posted.post()::notStored));
    storageChanged(false);
    batch.refuse(Refusal.storageUnavailable(), PostingQueue::guarded);
    batchDone();
  }

  private void committed(Batch batch) {
    storageChanged(true);
    Indivisible.change(batch::apply);
    batch.answer(PostingQueue::guarded);
    batch.posted().forEach(posted -> guarded(() -> decider.posted(posted.post(), posted.draft())));
    batchDone();
  }

  private void refuseWaiting() {
    while (!waiting.isEmpty()) {
      Post post = waiting.remove();
      guarded(() -> post.answer(Outcome.refused(Refusal.storageUnavailable())));
    }
    while (!changes.isEmpty()) {
      StateChange change = changes.remove().change();
      guarded(() -> change.answer(Outcome.refused(Refusal.storageUnavailable())));
    }
  }

  /** Runs a step for one author. If the step throws, other posts are not affected. */
  private static void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a step after deciding failed", bug);
    }
  }

  private void storageChanged(boolean available) {
    if (storageAvailable != available) {
      storageAvailable = available;
      guarded(() -> decider.storageChanged(available));
    }
  }
}
