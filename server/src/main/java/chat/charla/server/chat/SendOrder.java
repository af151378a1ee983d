package chat.charla.server.chat;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.SendAllowance;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of one stream in order, even if the client must repeat some of them. A send
 * that was refused with a retry delay blocks later sends to the same timeline until the refused
 * send is settled, as the section "Order" of the contract says. Blocked sends are refused, so this
 * class queues nothing.
 *
 * <p>This object is in use until the last send of its stream is decided, which may be after the end
 * of the stream. Owned by the core.
 */
final class SendOrder {
  /** How long after its retry delay a send still blocks others if the client does not repeat it. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** The shortest retry delay in the refusal of a blocked send. */
  private static final Duration MIN_DELAY = Duration.ofMillis(100);

  private final Scheduler core;
  private final int capacity;
  private final List<WaitingSend> waiting = new ArrayList<>(0);
  private long lastRank;

  /**
   * A send that was refused with a retry delay and has not been settled since.
   *
   * @param rank the rank of the send in the order of arrival
   * @param refusal the refusal of this send, or of the send that blocked it
   * @param delayEnd when the retry delay of this refusal ends
   */
  private record WaitingSend(
      TimelineId timeline, String id, long rank, Refusal refusal, long delayEnd) {
    boolean isRepeatedBy(Turn turn) {
      return id.equals(turn.id) && timeline.equals(turn.timeline);
    }

    /** Whether this send still blocks a send that arrived at this time. */
    boolean blocksAt(long nanoTime) {
      return nanoTime - delayEnd < GRACE.toNanos();
    }
  }

  /**
   * Creates an order without waiting sends.
   *
   * @param capacity the largest number of waiting sends to remember
   */
  SendOrder(Scheduler core, int capacity) {
    this.core = core;
    this.capacity = capacity;
  }

  /**
   * Creates the turn of a send that has just arrived on the stream.
   *
   * @param id the send's {@code client_message_id}, possibly empty
   * @param allowance the author's allowance for this send
   */
  Turn nextOfStream(TimelineId timeline, String id, SendAllowance allowance) {
    return new Turn(timeline, id, allowance, !id.isEmpty());
  }

  /**
   * Creates the turn of a send by a unary call. The send blocks others only if it repeats a send
   * that blocks others.
   */
  Turn nextOfUnaryCall(TimelineId timeline, String id, SendAllowance allowance) {
    return new Turn(timeline, id, allowance, false);
  }

  /** One send, from its arrival until its author gets the outcome. */
  final class Turn implements SendAllowance {
    private final TimelineId timeline;
    private final String id;
    private final SendAllowance allowance;
    private final long arrival = core.nanoTime();
    private long rank = ++lastRank;
    private boolean blocking;
    private @Nullable Refusal blocked;

    private Turn(TimelineId timeline, String id, SendAllowance allowance, boolean blocking) {
      this.timeline = timeline;
      this.id = id;
      this.allowance = allowance;
      this.blocking = blocking;
    }

    /**
     * Applies the rate limit and the order. A send that is refused here with a retry delay blocks
     * the sends that are decided after it.
     */
    @Override
    public Optional<Refusal> take() {
      inheritRank();
      Optional<Refusal> excess = allowance.take();
      if (excess.isPresent()) {
        refused(excess.get());
        return excess;
      }
      WaitingSend blocker = blocker();
      if (blocker == null) {
        settled();
        return Optional.empty();
      }
      allowance.giveBack();
      Duration remaining = Duration.ofNanos(blocker.delayEnd() - core.nanoTime());
      blocked =
          Refusal.blocked(
              blocker.refusal(), remaining.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : remaining);
      remember(blocker.refusal(), blocker.delayEnd());
      return Optional.of(blocked);
    }

    /**
     * Applies the limit of bytes. A send that is refused here blocks others as in {@link #take}.
     */
    @Override
    public Optional<Refusal> takeBytes(long bytes) {
      Optional<Refusal> excess = allowance.takeBytes(bytes);
      excess.ifPresent(this::refused);
      return excess;
    }

    @Override
    public void giveBack() {
      allowance.giveBack();
    }

    /** Called when the send was accepted, or was a repetition. */
    void settled() {
      waiting.removeIf(each -> each.isRepeatedBy(this));
    }

    /** Called when the send was refused, finally or with a retry delay. */
    void refused(Refusal refusal) {
      if (isBlockedRefusal(refusal)) {
        return;
      }
      inheritRank();
      Duration delay = refusal.retryDelay();
      if (delay != null && isTemporary(refusal.reason())) {
        remember(refusal, core.nanoTime() + delay.toNanos());
      } else {
        settled();
      }
    }

    /** Whether this is the refusal that {@link #take} has returned because the send is blocked. */
    boolean isBlockedRefusal(Refusal refusal) {
      return refusal.equals(blocked);
    }

    /**
     * If this send repeats a waiting send, this send takes over the rank of the waiting send, and
     * may block others.
     */
    private void inheritRank() {
      for (WaitingSend each : waiting) {
        if (each.isRepeatedBy(this)) {
          rank = Math.min(rank, each.rank());
          blocking = true;
        }
      }
    }

    /**
     * The waiting send that blocks this send; null if there is none. While this object can remember
     * no further waiting send, each waiting send blocks all others.
     */
    private @Nullable WaitingSend blocker() {
      if (waiting.isEmpty()) {
        return null;
      }
      List<WaitingSend> blockers = waiting.stream().filter(each -> each.blocksAt(arrival)).toList();
      boolean known = blockers.stream().anyMatch(each -> each.isRepeatedBy(this));
      boolean full = blockers.size() >= capacity && !known;
      return blockers.stream()
          .filter(each -> full || (each.timeline().equals(timeline) && each.rank() < rank))
          .max(Comparator.comparingLong(each -> each.delayEnd() - arrival))
          .orElse(null);
    }

    private void remember(Refusal refusal, long delayEnd) {
      settled();
      if (!blocking) {
        return;
      }
      if (waiting.size() >= capacity) {
        long now = core.nanoTime();
        waiting.removeIf(each -> !each.blocksAt(now));
      }
      if (waiting.size() < capacity) {
        waiting.add(new WaitingSend(timeline, id, rank, refusal, delayEnd));
      }
    }
  }

  private static boolean isTemporary(ErrorReason reason) {
    return reason == ErrorReason.ERROR_REASON_RATE_LIMITED
        || reason == ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;
  }
}
