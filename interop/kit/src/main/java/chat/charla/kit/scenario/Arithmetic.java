package chat.charla.kit.scenario;

import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.v1.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true of everything that a client has printed, whatever the scenario: sequences
 * without a hole or a repetition, one result for each message, and the messages that the log has.
 */
final class Arithmetic {
  private Arithmetic() {}

  /** Fails if the lines break it. */
  static void check(List<Line> lines) {
    Map<String, Long> positions = new HashMap<>();
    String self = "";
    Set<String> settled = new HashSet<>();
    for (Line line : lines) {
      switch (line.type()) {
        case "joined" -> {
          // Another identity has another inbox, and begins in each room anew.
          if (!line.text("id").equals(self)) {
            positions.clear();
          }
          self = line.text("id");
        }
        case "message", "unknown" -> advance(positions, line);
        case "gap" -> skip(positions, line);
        case "sent", "refused", "lost" ->
            Failure.unless(
                settled.add(line.text("id")), "a second result for one message: %s", line);
        case "no JSON object" -> throw new Failure("it prints what is no JSON object: " + line);
        default -> {}
      }
    }
  }

  /** Fails if what was printed of the lobby is not what the log has: every reader sees the same. */
  static void compare(List<Line> lines, List<Event> log) {
    Map<Long, Event> events = new HashMap<>();
    log.forEach(event -> events.put(event.getSequence(), event));
    for (Line line : sinceLastReset(lines)) {
      Event event = events.get(line.number("sequence"));
      if (event == null || !line.is("message") || !line.text("room").equals("lobby")) {
        continue;
      }
      boolean same =
          line.text("text").equals(event.getMessagePosted().getText())
              && line.text("id").equals(event.getMessagePosted().getClientMessageId())
              && line.text("from").equals(event.getActor().getId());
      Failure.unless(same, "the log has another message there than it prints: %s", line);
    }
  }

  /** What was printed before may belong to another server, or to another life of the timeline. */
  private static List<Line> sinceLastReset(List<Line> lines) {
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (line.is("joined") || line.text("reason").equals("RESET")) {
        start = i;
      }
    }
    return lines.subList(start, lines.size());
  }

  private static void advance(Map<String, Long> positions, Line line) {
    long sequence = line.number("sequence");
    Long before = positions.put(line.text("room"), sequence);
    Failure.unless(sequence >= 1, "a durable event has a sequence of 1 or more: %s", line);
    if (before == null) {
      return;
    }
    Failure.unless(sequence != before, "printed twice: %s", line);
    Failure.unless(sequence > before, "out of order, after %d: %s", before, line);
    Failure.unless(sequence == before + 1, "something is missing, after %d: %s", before, line);
  }

  private static void skip(Map<String, Long> positions, Line line) {
    Long before = positions.put(line.text("room"), line.number("last"));
    if (line.text("reason").equals("TRIMMED") && before != null) {
      Failure.unless(
          line.number("first") == before + 1, "a gap that does not follow %d: %s", before, line);
    }
  }
}
