package chat.charla.kit.scenario;

import chat.charla.kit.world.Script;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Refuses entering and leaving rooms in the server's place, as one does whose rate is used up:
 * however long a round trip takes, as often as a scenario needs. Thread-safe.
 */
final class RoomRate {
  private final Duration delay;
  private final ToIntFunction<ConverseRequest> times;
  private final Map<ConverseRequest, Integer> refusals = new HashMap<>();
  private final Map<ConverseRequest, Long> refusedAt = new HashMap<>();
  private boolean ignored;

  /**
   * A rate that is used up.
   *
   * @param delay what a refusal asks for
   * @param times how often a command is refused; it is given without its id
   */
  RoomRate(Duration delay, ToIntFunction<ConverseRequest> times) {
    this.delay = delay;
    this.times = times;
  }

  Script script() {
    return Scripts.onCommand(
        (stream, command) -> {
          boolean refused = refuses(command);
          if (refused) {
            Error error =
                Frames.error(ErrorReason.ERROR_REASON_RATE_LIMITED, Status.Code.RESOURCE_EXHAUSTED)
                    .toBuilder()
                    .setRetryDelay(Frames.duration(delay))
                    .build();
            stream.inject(Frames.refusal(command.getRequestId(), error));
          }
          return !refused;
        });
  }

  /** Whether a command came again before its delay had passed. */
  synchronized boolean isIgnored() {
    return ignored;
  }

  private synchronized boolean refuses(ConverseRequest command) {
    if (!command.hasEnterRoom() && !command.hasLeaveRoom()) {
      return false;
    }
    ConverseRequest same = command.toBuilder().clearRequestId().build();
    long now = System.nanoTime();
    Long before = refusedAt.put(same, now);
    ignored |= before != null && now - before < delay.toNanos();
    return refusals.merge(same, 1, Integer::sum) <= times.applyAsInt(same);
  }
}
