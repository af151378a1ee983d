package chat.charla.server.session;

import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Allowance;
import chat.charla.server.room.Rejection;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages that one stream brings in their order, although some have to be repeated: a
 * send that was told to wait blocks later ones to the same timeline until it is settled, as "Order"
 * in the contract says. Blocked sends are refused, so nothing is queued here.
 *
 * <p>It outlives the stream for sends that the stream has brought and that are not decided yet.
 * What it remembers is bounded by its capacity. Owned by the core.
 */
final class SendOrder {
  /** How long after its delay the repetition of a send is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** The shortest delay that a blocked send is told. */
  private static final Duration LEAST_DELAY = Duration.ofMillis(100);

  private final Scheduler core;
  private final int capacity;
  private final List<Waiting> waiting = new ArrayList<>(0);
  private long lastPlace;

  /**
   * A send that was told to wait and has not been settled since.
   *
   * @param place where it stands among the sends of its timeline
   * @param refusal what it was refused with, or what the send was that blocked it
   * @param delayEnd when the delay ends that this refusal told
   */
  private record Waiting(
      TimelineId timeline, String id, long place, Rejection refusal, long delayEnd) {
    boolean isRepeatedBy(Turn turn) {
      return id.equals(turn.id) && timeline.equals(turn.timeline);
    }

    /** Whether it still counts for a send that arrived at this time. */
    boolean countsAt(long nanoTime) {
      return nanoTime - delayEnd < GRACE.toNanos();
    }
  }

  /**
   * An order in which no send waits yet.
   *
   * @param capacity how many sends that wait are remembered at most
   */
  SendOrder(Scheduler core, int capacity) {
    this.core = core;
    this.capacity = capacity;
  }

  /**
   * The turn of a send that the stream has just brought.
   *
   * @param id its {@code client_message_id}, possibly empty
   * @param rates whether its author may send one more
   */
  Turn next(TimelineId timeline, String id, Allowance rates) {
    return new Turn(timeline, id, rates, !id.isEmpty());
  }

  /** As {@link #next} for a call beside the stream, which blocks only as a repetition. */
  Turn beside(TimelineId timeline, String id, Allowance rates) {
    return new Turn(timeline, id, rates, false);
  }

  /** One send, from its arrival until its author is told the outcome. */
  final class Turn implements Allowance {
    private final TimelineId timeline;
    private final String id;
    private final Allowance rates;
    private final long arrival = core.nanoTime();
    private long place = ++lastPlace;
    private boolean blocking;
    private @Nullable Rejection blocked;

    private Turn(TimelineId timeline, String id, Allowance rates, boolean blocking) {
      this.timeline = timeline;
      this.id = id;
      this.rates = rates;
      this.blocking = blocking;
    }

    /** Decides: what is told to wait here blocks those that are decided after it, at once. */
    @Override
    public Optional<Rejection> take() {
      takePlace();
      Optional<Rejection> excess = rates.take();
      if (excess.isPresent()) {
        refused(excess.get());
        return excess;
      }
      Waiting blocker = blocker();
      if (blocker == null) {
        settled();
        return Optional.empty();
      }
      rates.giveBack();
      Duration left = Duration.ofNanos(blocker.delayEnd() - core.nanoTime());
      blocked =
          Rejection.blocked(
              blocker.refusal(), left.compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : left);
      remember(blocker.refusal(), blocker.delayEnd());
      return Optional.of(blocked);
    }

    @Override
    public void giveBack() {
      rates.giveBack();
    }

    /** The send was accepted, or was a repetition. */
    void settled() {
      waiting.removeIf(each -> each.isRepeatedBy(this));
    }

    /** The send was refused: for good, or it is told to wait. */
    void refused(Rejection rejection) {
      if (isBlocked(rejection)) {
        return;
      }
      takePlace();
      Duration delay = rejection.retryDelay();
      if (delay != null && tellsToWait(rejection.reason())) {
        remember(rejection, core.nanoTime() + delay.toNanos());
      } else {
        settled();
      }
    }

    /** Whether it was refused with this only because it is blocked. */
    boolean isBlocked(Rejection rejection) {
      return rejection.equals(blocked);
    }

    /** A repetition stands where the send stood that it repeats, and blocks as that one did. */
    private void takePlace() {
      for (Waiting each : waiting) {
        if (each.isRepeatedBy(this)) {
          place = Math.min(place, each.place());
          blocking = true;
        }
      }
    }

    private @Nullable Waiting blocker() {
      if (waiting.isEmpty()) {
        return null;
      }
      List<Waiting> counting = waiting.stream().filter(each -> each.countsAt(arrival)).toList();
      boolean known = counting.stream().anyMatch(each -> each.isRepeatedBy(this));
      boolean full = counting.size() >= capacity && !known;
      return counting.stream()
          .filter(each -> full || (each.timeline().equals(timeline) && each.place() < place))
          .max(Comparator.comparingLong(each -> each.delayEnd() - arrival))
          .orElse(null);
    }

    private void remember(Rejection refusal, long delayEnd) {
      settled();
      if (!blocking) {
        return;
      }
      if (waiting.size() >= capacity) {
        long now = core.nanoTime();
        waiting.removeIf(each -> !each.countsAt(now));
      }
      if (waiting.size() < capacity) {
        waiting.add(new Waiting(timeline, id, place, refusal, delayEnd));
      }
    }
  }

  private static boolean tellsToWait(ErrorReason reason) {
    return reason == ErrorReason.ERROR_REASON_RATE_LIMITED
        || reason == ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE;
  }
}
