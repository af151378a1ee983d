package chat.charla.server.room;

import chat.charla.server.log.DedupeKey;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredReceipt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides the posts of a {@link Batch}: recognises repetitions by their dedupe keys, and applies
 * the rules to all other posts. Owned by the core.
 */
final class PostDecisions {
  private final Decider decider;

  PostDecisions(Decider decider) {
    this.decider = decider;
  }

  /**
   * Decides the next post of the batch.
   *
   * @param receipts the receipts of the posts that are known to be repetitions
   */
  void decide(Post post, Map<DedupeKey, byte[]> receipts, Batch batch) {
    if (post.author().ended()) {
      // The author has left while this post waited, and the log may have deleted the author's
      // receipts.
      post.refuse(Refusal.sessionEnded());
      return;
    }
    DedupeKey key = key(post);
    if (key == null) {
      applyRules(post, batch).match(draft -> batch.add(post, draft, null), post::refuse);
      return;
    }
    byte[] first = receipts.get(key);
    if (first != null) {
      post.answerRepetition(first, decider::timeline);
      return;
    }
    StoredReceipt earlier = batch.receipt(key);
    if (earlier != null) {
      batch.answerLater(post, Receipts.answer(earlier, post.request(), decider.timeline(post)));
      return;
    }
    applyRules(post, batch)
        .match(
            draft -> batch.add(post, draft, key),
            refusal -> batch.refuseUnlessRepeated(post, refusal, key));
  }

  private Outcome<Draft> applyRules(Post post, Batch batch) {
    return post.countSend()
        .<Outcome<Draft>>map(Outcome::refused)
        .orElseGet(() -> decider.decide(post, batch).then(draft -> limitBytes(post, draft)));
  }

  private static Outcome<Draft> limitBytes(Post post, Draft draft) {
    return post.countBytes(draft.bytes())
        .<Outcome<Draft>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(draft));
  }

  /** The dedupe keys of these posts. A post without a client message id has none. */
  List<DedupeKey> keys(List<Post> posts) {
    return posts.stream().map(this::key).filter(Objects::nonNull).toList();
  }

  private @Nullable DedupeKey key(Post post) {
    String clientMessageId = post.request().getClientMessageId();
    return clientMessageId.isEmpty()
        ? null
        : new DedupeKey(post.author().id(), decider.dedupeTimeline(post), clientMessageId);
  }
}
