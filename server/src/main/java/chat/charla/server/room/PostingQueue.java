package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.health.Health;
import chat.charla.server.log.Append;
import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.RepeatedKeyException;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredReceipt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides posts in batches, with at most one append outstanding.
 *
 * <p>While an append is under way, posts wait; when it is durable, all that wait are decided
 * together, each seeing the decisions before it, and are appended by one commit. This one rule
 * gives the order, the group commit, and an append that is always decided against the true head.
 *
 * <p>That a post repeats an earlier one is seldom, so it is not looked up beforehand: the log
 * refuses the append then, and the batch is decided once more, with what it repeats. Only a post
 * that is to be refused is looked up first, because a repetition is answered before anything else
 * is judged; then the others are decided once more, as things are by then.
 *
 * <p>When an append fails, its outcome is unknown. Nothing is decided until the log has told, by a
 * write of its own, where it stands; then the batch is acknowledged if it is there after all, or
 * its authors are told to repeat. If the log tells another head than this queue has left, the head
 * is taken over, and the next batch is decided against it.
 *
 * <p>A post that cannot be judged because of a defect, and an answer that cannot be given, concern
 * its author only. Any other defect ends the process: a queue that stayed busy would refuse its
 * timelines to all readers, until a restart.
 *
 * <p>Owned by the core.
 */
final class PostingQueue {
  private static final Logger LOG = System.getLogger(PostingQueue.class.getName());

  /** Bounds the size of a commit, and how long it keeps the core busy. */
  private static final int MAX_BATCH = 512;

  private static final Duration SETTLE_RETRY = Duration.ofSeconds(1);

  private final Decider decider;
  private final MessageLog log;
  private final Scheduler core;
  private final Health health;
  private final Queue<Post> waiting = new ArrayDeque<>();
  private final Queue<Runnable> whenIdle = new ArrayDeque<>();
  private boolean busy;
  private boolean goingOn;

  /** The batch that keeps it busy. */
  private Health.@Nullable Work work;

  private boolean settling;
  private boolean storageAvailable = true;

  PostingQueue(Decider decider, MessageLog log, Scheduler core, Health health) {
    this.decider = decider;
    this.log = log;
    this.core = core;
    this.health = health;
  }

  /** Takes a post; its author is told the outcome later, or at once. */
  void submit(Post post) {
    if (settling) {
      post.answer(Outcome.refused(Rejection.storageUnavailable()));
      return;
    }
    waiting.add(post);
    proceed();
  }

  /** Runs the task between two batches. */
  void whenIdle(Runnable task) {
    whenIdle.add(task);
    proceed();
  }

  /** Whether nothing is being decided or appended, and nothing waits for that. */
  boolean isIdle() {
    return !busy && waiting.isEmpty();
  }

  private void proceed() {
    if (!busy && !goingOn) {
      Indivisible.change(this::goOn);
    }
  }

  /** Batches that append nothing are done at once, one after the other, however many there are. */
  private void goOn() {
    goingOn = true;
    while (!busy && !(whenIdle.isEmpty() && waiting.isEmpty())) {
      if (!whenIdle.isEmpty()) {
        whenIdle.remove().run();
      } else {
        busy = true;
        work = health.begin();
        startBatch();
      }
    }
    goingOn = false;
  }

  private void batchDone() {
    busy = false;
    if (work != null) {
      work.done();
      work = null;
    }
    proceed();
  }

  private void startBatch() {
    List<Post> posts = new ArrayList<>();
    while (posts.size() < MAX_BATCH && !waiting.isEmpty()) {
      posts.add(waiting.remove());
    }
    decide(posts, Map.of());
  }

  /**
   * Decides these posts together.
   *
   * @param receipts of those that are known to be repetitions
   */
  private void decide(List<Post> posts, Map<DedupeKey, byte[]> receipts) {
    Batch batch = new Batch();
    for (Post post : posts) {
      try {
        decide(post, receipts, batch);
      } catch (RuntimeException bug) {
        // One post that cannot be handled must not stop those beside it.
        LOG.log(Level.ERROR, "deciding a post failed", bug);
        guarded(() -> post.answer(Outcome.refused(Rejection.internal())));
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
          batch.answerRefused(found, PostingQueue::guarded);
          // Once more: who has left meanwhile has no receipts any more, by which the log would know
          // a repetition.
          decide(batch.posts(), Map.of());
        });
  }

  private void decide(Post post, Map<DedupeKey, byte[]> receipts, Batch batch) {
    if (post.author().ended()) {
      // It left while this post waited, and its receipts may be gone.
      post.answer(Outcome.refused(Rejection.sessionEnded()));
      return;
    }
    DedupeKey key = key(post);
    if (key == null) {
      judge(post)
          .match(
              draft -> batch.add(post, draft, null),
              rejection -> post.answer(Outcome.refused(rejection)));
      return;
    }
    byte[] first = receipts.get(key);
    if (first != null) {
      post.answerRepeated(first);
      return;
    }
    StoredReceipt earlier = batch.receipt(key);
    if (earlier != null) {
      batch.answerLater(post, Receipts.answer(earlier, post.request()));
      return;
    }
    judge(post)
        .match(
            draft -> batch.add(post, draft, key),
            rejection -> batch.refuseUnlessRepeated(post, rejection, key));
  }

  private Outcome<Draft> judge(Post post) {
    return post.excess()
        .<Outcome<Draft>>map(Outcome::refused)
        .orElseGet(() -> decider.decide(post));
  }

  private void append(Batch batch) {
    if (batch.appendsNothing()) {
      batch.answer(PostingQueue::guarded);
      batchDone();
      return;
    }
    Append append = batch.append(decider::keepFrom);
    core.whenComplete(
        () -> log.append(append), (none, failure) -> appended(batch, append, failure));
  }

  private void appended(Batch batch, Append append, @Nullable Throwable failure) {
    if (failure == null) {
      committed(batch);
    } else if (failure instanceof RepeatedKeyException) {
      List<Post> posts = batch.posts();
      find(keys(posts), batch, found -> decide(posts, found));
    } else {
      LOG.log(
          Level.WARNING, "appending failed, asking whether it is there: {0}", failure.toString());
      settling = true;
      settle(batch, append, !(failure instanceof AppendRefusedException));
    }
  }

  /** Looks up which of the keys have a receipt; should that fail, the whole batch is refused. */
  private void find(List<DedupeKey> keys, Batch batch, Consumer<Map<DedupeKey, byte[]>> whenFound) {
    core.whenComplete(
        () -> log.find(keys),
        (found, failure) -> {
          if (failure != null || found == null) {
            LOG.log(Level.WARNING, "looking up receipts failed: {0}", String.valueOf(failure));
            storageChanged(false);
            batch.refuse(Rejection.storageUnavailable(), PostingQueue::guarded);
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
   * Asks the log where the timelines of the batch stand, until it has answered.
   *
   * @param mayBeThere whether the log may have appended the batch
   */
  private void settle(Batch batch, Append append, boolean mayBeThere) {
    Map<TimelineId, Tail> found = new ConcurrentHashMap<>();
    core.whenComplete(
        () -> open(append, found),
        (none, failure) -> {
          if (failure == null) {
            settled(batch, found, mayBeThere);
          } else {
            unsettled(batch);
            core.schedule(SETTLE_RETRY, () -> settle(batch, append, mayBeThere));
          }
        });
  }

  private CompletionStage<Void> open(Append append, Map<TimelineId, Tail> found) {
    CompletableFuture<?>[] opened =
        append.parts().stream()
            .map(Append.Part::timeline)
            .map(id -> log.open(id).thenAccept(tail -> found.put(id, tail)).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(opened);
  }

  private void unsettled(Batch batch) {
    storageChanged(false);
    batch.refuse(Rejection.storageUnavailable(), PostingQueue::guarded);
    refuseWaiting();
  }

  private void settled(Batch batch, Map<TimelineId, Tail> found, boolean mayBeThere) {
    settling = false;
    if (mayBeThere && batch.isAppended(found)) {
      committed(batch);
      return;
    }
    List<TimelineId> corrected = batch.correct(found);
    if (!corrected.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "{0} had another head than known: another process writes to this log",
          corrected);
    }
    storageChanged(false);
    batch.refuse(Rejection.storageUnavailable(), PostingQueue::guarded);
    batchDone();
  }

  private void committed(Batch batch) {
    storageChanged(true);
    Indivisible.change(() -> batch.apply(decider::keepFrom));
    batch.answer(PostingQueue::guarded);
    batch.posted().forEach(posted -> guarded(() -> decider.posted(posted.post(), posted.draft())));
    batchDone();
  }

  private void refuseWaiting() {
    while (!waiting.isEmpty()) {
      Post post = waiting.remove();
      guarded(() -> post.answer(Outcome.refused(Rejection.storageUnavailable())));
    }
  }

  /** What fails in one author's step, or in telling others of it, harms no one else. */
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

  private List<DedupeKey> keys(List<Post> posts) {
    return posts.stream().map(this::key).filter(Objects::nonNull).toList();
  }

  private @Nullable DedupeKey key(Post post) {
    String clientMessageId = post.request().getClientMessageId();
    return clientMessageId.isEmpty()
        ? null
        : new DedupeKey(post.author().id(), decider.dedupeTimeline(post), clientMessageId);
  }
}
