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
 * When the server received each send, and when it refused a send with a delay. Such a refusal
 * blocks later sends of the author for a limited time, so that the author can retry the refused
 * send first (see "Order" in the contract). After that time, a later send may overtake the refused
 * one.
 */
final class BlockedSends {
  /** For how long after its delay a refused send still blocks others. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** The longest time from when the server receives a send until it decides about the send. */
  private static final Duration UNTIL_DECIDED = Duration.ofSeconds(1);

  /** The blocks by the id of the refused message. */
  private final Map<String, List<Block>> blocks = new HashMap<>();

  /** The arrivals of each send at the server, by message id. */
  private final Map<String, List<Arrival>> received = new HashMap<>();

  /** A send that was refused with a delay blocks others of this stream between these times. */
  private record Block(Stream stream, long since, long until) {
    boolean precedes(Arrival other) {
      return stream == other.stream && since <= other.time;
    }
  }

  /** The server received a send at this time. */
  private record Arrival(Stream stream, long time) {}

  /** Starts to record a new stream. */
  Stream stream() {
    return new Stream();
  }

  /** Whether the server received the later message when the earlier one did not block it. */
  boolean mayOvertake(String later, String earlier) {
    return received.getOrDefault(later, List.of()).stream()
        .anyMatch(
            attempt ->
                blocks.getOrDefault(earlier, List.of()).stream()
                    .filter(block -> block.precedes(attempt))
                    .max(Comparator.comparingLong(Block::until))
                    .map(Block::until)
                    .filter(until -> until < attempt.time() + UNTIL_DECIDED.toNanos())
                    .isPresent());
  }

  /** Whether the server received the message more than once, not counting refusals with a delay. */
  boolean mayHaveLostRefusal(String id) {
    int attempts = received.getOrDefault(id, List.of()).size();
    return attempts - blocks.getOrDefault(id, List.of()).size() > 1;
  }

  /**
   * What the server receives and sends on one stream. Called on the server's side of the network.
   */
  final class Stream {
    private final Map<String, SendMessageRequest> sends = new HashMap<>();

    /** By room: the time until which refused messages block others. */
    private final Map<String, Long> blockedUntil = new HashMap<>();

    void received(ConverseRequest command, long nanoTime) {
      if (command.hasSendMessage()) {
        SendMessageRequest send = command.getSendMessage();
        sends.put(command.getRequestId(), send);
        received
            .computeIfAbsent(send.getClientMessageId(), first -> new ArrayList<>())
            .add(new Arrival(this, nanoTime));
      }
    }

    void sent(ConverseResponse frame, long nanoTime) {
      Error error = frame.getResult().getError();
      SendMessageRequest send = sends.get(frame.getRequestId());
      if (send == null || !tellsToWait(error)) {
        return;
      }
      long until = nanoTime + delay(error).plus(GRACE).toNanos();
      Long before = blockedUntil.get(send.getRoom());
      if (before != null && before > nanoTime) {
        // A blocked send does not block others for longer than it is blocked itself.
        until = Math.min(until, before);
      }
      blockedUntil.put(send.getRoom(), until);
      blocks
          .computeIfAbsent(send.getClientMessageId(), first -> new ArrayList<>())
          .add(new Block(this, nanoTime, until));
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
