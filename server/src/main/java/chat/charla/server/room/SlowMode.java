package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Refuses posts that come too early for the slow mode of a room. Owned by the core.
 *
 * <p>It remembers the time of the last post of a user, for at most {@link #FEW} users or twice as
 * many as have posted within the longest wait. While slow mode is off, it remembers no user.
 */
final class SlowMode {
  private static final int MILLIS = 1000;

  /** Below this number of users, this object keeps those who may post again. */
  private static final int FEW = 64;

  private final LongSupplier observedMillis;
  private final Map<String, Long> lastPosts = new HashMap<>();
  private int checkAt = FEW;

  /**
   * Creates an object that remembers no post.
   *
   * @param observedMillis a time in milliseconds that never goes back
   */
  SlowMode(LongSupplier observedMillis) {
    this.observedMillis = observedMillis;
  }

  /**
   * The refusal of a post that comes too early; empty if the user may post.
   *
   * @param wait how long a user waits after a post; zero if slow mode is off
   * @param batch the posts that are being stored
   */
  Optional<Refusal> refusal(User author, Duration wait, Batch batch) {
    long waitMillis = wait.getSeconds() * MILLIS;
    if (waitMillis == 0) {
      return Optional.empty();
    }
    long now = observedMillis.getAsLong();
    String userId = author.getId();
    Long last = batch.hasPostOf(userId) ? Long.valueOf(now) : lastPosts.get(userId);
    long left = last == null ? 0 : last + waitMillis - now;
    if (left <= 0) {
      return Optional.empty();
    }
    // A guest has one session; an account waits in all its sessions.
    String scope = author.getKind() == UserKind.USER_KIND_ACCOUNT ? "account" : "session";
    return Optional.of(Refusal.rateLimited("slow_mode", scope, java.time.Duration.ofMillis(left)));
  }

  /** Called when a post is durable. */
  void posted(String userId, Duration wait) {
    long waitMillis = wait.getSeconds() * MILLIS;
    if (waitMillis == 0) {
      lastPosts.clear();
      checkAt = FEW;
      return;
    }
    long now = observedMillis.getAsLong();
    lastPosts.put(userId, now);
    if (lastPosts.size() >= checkAt) {
      lastPosts.values().removeIf(last -> last + waitMillis <= now);
      checkAt = Math.max(FEW, 2 * lastPosts.size());
    }
  }
}
