package chat.charla.server.account;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The id tokens that were used, and are still valid. Ensures that each is used for only one
 * request. Owned by the core.
 */
final class UsedIdTokens {
  /** How many tokens can be used in one period. */
  private static final int MAX_PER_PERIOD = 50_000;

  /** This class remembers a token for at least one period, and for at most two. */
  private final Duration period;

  private Map<String, ByteString> present = new HashMap<>();
  private Map<String, ByteString> previous = new HashMap<>();
  private long periodBegan;

  UsedIdTokens(Duration period, long nanoTime) {
    this.period = period;
    this.periodBegan = nanoTime;
  }

  /** Whether the number of tokens in the present period has reached its maximum. */
  boolean isFull(long nanoTime) {
    startPeriodIfDue(nanoTime);
    return present.size() >= MAX_PER_PERIOD;
  }

  /**
   * Uses a token for a request. Returns false if the token was used for another request.
   *
   * @param token the hash of the token
   * @param request the hash of the request's id; empty for a request that cannot be repeated
   */
  boolean use(String token, ByteString request, long nanoTime) {
    startPeriodIfDue(nanoTime);
    ByteString earlier = request(token);
    if (earlier != null) {
      return !request.isEmpty() && earlier.equals(request);
    }
    present.put(token, request);
    return true;
  }

  /** Called if the request that used the token was refused: the token may be used again. */
  void release(String token) {
    present.remove(token);
    previous.remove(token);
  }

  private @Nullable ByteString request(String token) {
    ByteString used = present.get(token);
    return used == null ? previous.get(token) : used;
  }

  private void startPeriodIfDue(long nanoTime) {
    long periods = (nanoTime - periodBegan) / period.toNanos();
    if (periods > 0) {
      previous = periods == 1 ? present : new HashMap<>();
      present = new HashMap<>();
      periodBegan += periods * period.toNanos();
    }
  }
}
