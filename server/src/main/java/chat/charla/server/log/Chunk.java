package chat.charla.server.log;

import java.util.List;

/**
 * Consecutive events that were read from the log.
 *
 * @param tail the timeline's tail when the events were read
 * @param first the sequence of the first event; it is later than the requested sequence if the
 *     requested event has been trimmed or lost. For a chunk without events, see the methods of
 *     {@link MessageLog}
 * @param events the serialized events from {@code first} on; empty if there are none
 */
public record Chunk(Tail tail, long first, List<byte[]> events) {
  public Chunk {
    events = List.copyOf(events);
  }

  /** The sequence after the last event of this chunk. */
  public long next() {
    return first + events.size();
  }
}
