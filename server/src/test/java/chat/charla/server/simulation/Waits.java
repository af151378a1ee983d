package chat.charla.server.simulation;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the server took each message, and when it refused a message with a delay. A message that has
 * to be retried blocks later ones for a time: "Order" in the contract. After that time, a later
 * message may overtake it. Listens on the server's side of the wire.
 */
final class Waits {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * The server may decide about a message this long after it has taken the message from the wire.
   */
  private static final Duration UNTIL_DECIDED = Duration.ofSeconds(1);

  /** By message id. */
  private final Map<String, List<Told>> told = new HashMap<>();

  private final Map<String, List<Taken>> taken = new HashMap<>();

  /**
   * A message that was refused with a delay, and blocks others of this stream between these times.
   */
  private record Told(Stream stream, long since, long until) {
    boolean precedes(Taken other) {
      return stream == other.stream && since <= other.time;
    }
  }

  private record Taken(Stream stream, long time) {}

  /** A stream begins. */
  Stream stream() {
    return new Stream();
  }

  /** Whether the server took the later message when the earlier one did not block it. */
  boolean mayPass(String later, String earlier) {
    return taken.getOrDefault(later, List.of()).stream()
        .anyMatch(
            attempt ->
                told.getOrDefault(earlier, List.of()).stream()
                    .filter(wait -> wait.precedes(attempt))
                    .max(Comparator.comparingLong(Told::until))
                    .map(Told::until)
                    .filter(until -> until < attempt.time() + UNTIL_DECIDED.toNanos())
                    .isPresent());
  }

  /** Whether the server took the message more than once, not counting refusals with a delay. */
  boolean mayHaveLostRefusal(String id) {
    int attempts = taken.getOrDefault(id, List.of()).size();
    return attempts - told.getOrDefault(id, List.of()).size() > 1;
  }

  /** What the server takes from one stream and sends on it. */
  final class Stream {
    private final Map<String, SendMessageRequest> sends = new HashMap<>();

    /** By room: the time until which refused messages block others. */
    private final Map<String, Long> blockedUntil = new HashMap<>();

    void takes(ConverseRequest command, long nanoTime) {
      if (command.hasSendMessage()) {
        SendMessageRequest send = command.getSendMessage();
        sends.put(command.getRequestId(), send);
        taken
            .computeIfAbsent(send.getClientMessageId(), first -> new ArrayList<>())
            .add(new Taken(this, nanoTime));
      }
    }

    void tells(ConverseResponse frame, long nanoTime) {
      Error error = frame.getResult().getError();
      SendMessageRequest send = sends.get(frame.getRequestId());
      if (send == null || !tellsToWait(error)) {
        return;
      }
      long until = nanoTime + delay(error).plus(GRACE).toNanos();
      Long before = blockedUntil.get(send.getRoom());
      if (before != null && before > nanoTime) {
        // A blocked message does not block longer than the one that blocks it.
        until = Math.min(until, before);
      }
      blockedUntil.put(send.getRoom(), until);
      told.computeIfAbsent(send.getClientMessageId(), first -> new ArrayList<>())
          .add(new Told(this, nanoTime, until));
    }
  }

  private static boolean tellsToWait(Error error) {
    ErrorReason reason = error.getReason();
    return error.hasRetryDelay()
        && (reason == ErrorReason.ERROR_REASON_RATE_LIMITED
            || reason == ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
  }

  private static Duration delay(Error error) {
    return Duration.ofSeconds(error.getRetryDelay().getSeconds(), error.getRetryDelay().getNanos());
  }
}
