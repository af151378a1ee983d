package chat.charla.client;

import chat.charla.v1.Error;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rooms whose slow mode has told the client to wait. Until the delay has passed, the {@link
 * Outbox} sends nothing to such a room. After that it sends one command at a time, because a second
 * message would be told to wait again. Other rooms and private messages do not wait: the contract
 * orders the messages of one timeline only ("Order").
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class SlowRooms {
  private static final class Wait {
    final long untilNanos;
    @Nullable Cancellable timer;

    Wait(long untilNanos) {
      this.untilNanos = untilNanos;
    }
  }

  private final Scheduler scheduler;
  private final Backoff backoff;
  private final Runnable whenOver;

  /** The last wait of each slow room, by the folded name. */
  private final Map<String, Wait> waits = new HashMap<>();

  /**
   * Creates an object without slow rooms.
   *
   * @param whenOver run after each wait, while connected
   */
  SlowRooms(Scheduler scheduler, ClientOptions options, Runnable whenOver) {
    this.scheduler = scheduler;
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.whenOver = whenOver;
  }

  /**
   * Takes the refusal of a command.
   *
   * @return how long the client waits; null if slow mode is not the reason
   */
  @Nullable Duration refused(Command command, Error error) {
    String room = command.foldedRoom();
    if (room == null
        || command.message() == null
        || !FailurePolicy.isRateLimited(error)
        || !"slow_mode".equals(error.getMetadataMap().get("limit"))) {
      return null;
    }
    backoff.reset();
    long now = scheduler.nanoTime();
    Wait next = new Wait(now + backoff.next(Delays.fromProto(error.getRetryDelay())).toNanos());
    Wait before = waits.get(room);
    // Of several refusals, the longest delay applies.
    if (before == null || next.untilNanos - before.untilNanos > 0) {
      stop(before);
      waits.put(room, next);
      start(next);
      before = next;
    }
    return Duration.ofNanos(Math.max(0, before.untilNanos - now));
  }

  /** Whether this command is to wait, while these commands are in flight. */
  boolean holds(Command command, Iterable<Command> inFlight) {
    String room = command.foldedRoom();
    Wait wait = room == null ? null : waits.get(room);
    if (wait == null) {
      return false;
    }
    for (Command other : inFlight) {
      if (command.concernsRoomOf(other)) {
        return true;
      }
    }
    return wait.untilNanos - scheduler.nanoTime() > 0;
  }

  /** A command has a final result. A room without further commands is no longer slow. */
  void settled(Command command, Iterable<Command> queue) {
    String room = command.foldedRoom();
    if (room == null || !waits.containsKey(room)) {
      return;
    }
    for (Command other : queue) {
      if (command.concernsRoomOf(other)) {
        return;
      }
    }
    stop(waits.remove(room));
  }

  /** A stream is ready. A delay also applies to the next stream. */
  void connected() {
    waits.values().forEach(this::start);
  }

  /** The stream has ended. */
  void disconnected() {
    waits.values().forEach(SlowRooms::stop);
  }

  /** The identity has ended. */
  void forget() {
    disconnected();
    waits.clear();
  }

  private void start(Wait wait) {
    long left = wait.untilNanos - scheduler.nanoTime();
    if (left > 0 && wait.timer == null) {
      wait.timer = scheduler.schedule(Duration.ofNanos(left), whenOver);
    }
  }

  private static void stop(@Nullable Wait wait) {
    if (wait != null && wait.timer != null) {
      wait.timer.cancel();
      wait.timer = null;
    }
  }
}
