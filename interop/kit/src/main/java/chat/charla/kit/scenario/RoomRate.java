package chat.charla.kit.scenario;

import chat.charla.testkit.network.Script;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Refuses {@code EnterRoom} and {@code LeaveRoom} in place of the server, as if their rate limit
 * were exhausted. A real limit refuses more or fewer commands, depending on the round-trip times.
 * This class refuses exactly as many as the scenario needs. Thread-safe.
 */
final class RoomRate {
  private final Duration delay;
  private final ToIntFunction<ConverseRequest> times;
  private final Map<ConverseRequest, Integer> refusals = new HashMap<>();
  private final Map<ConverseRequest, Long> refusedAt = new HashMap<>();
  private boolean ignored;

  /**
   * Creates an exhausted rate limit.
   *
   * @param delay the retry delay of each refusal
   * @param times returns how often a command is refused. Its argument is the command without its
   *     request id
   */
  RoomRate(Duration delay, ToIntFunction<ConverseRequest> times) {
    this.delay = delay;
    this.times = times;
  }

  Script script() {
    return Scripts.refuseCommands(
        this::refuses,
        Frames.error(ErrorReason.ERROR_REASON_RATE_LIMITED, Status.Code.RESOURCE_EXHAUSTED, delay));
  }

  /** Whether the client has repeated a command before the retry delay of its refusal has passed. */
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
