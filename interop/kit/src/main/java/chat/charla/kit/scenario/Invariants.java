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
 * Checks the output of a client in every scenario: sequences have no hole and no repetition, each
 * message has one result, and the printed messages are those of the server's log.
 */
final class Invariants {
  private Invariants() {}

  /** Fails if sequences have a hole or a repetition, or if a message has two results. */
  static void check(List<Line> lines) {
    Map<String, Long> cursors = new HashMap<>();
    String self = "";
    Set<String> settled = new HashSet<>();
    for (Line line : lines) {
      switch (line.type()) {
        case "joined" -> {
          // A new identity has a new inbox and new memberships.
          if (!line.text("id").equals(self)) {
            cursors.clear();
          }
          self = line.text("id");
        }
        case "message", "unknown" -> advance(cursors, line);
        case "gap" -> skip(cursors, line);
        case "sent", "refused", "lost" ->
            Failure.unless(
                settled.add(line.text("id")), "a second result for one message: %s", line);
        case Line.MALFORMED ->
            throw new Failure("the client prints a line that is not a JSON object: " + line);
        default -> {}
      }
    }
  }

  /**
   * Fails if a printed message of the lobby differs from the event in the log that has the same
   * sequence.
   */
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
      Failure.unless(same, "the log has another message with this sequence: %s", line);
    }
  }

  /**
   * The lines since the last reset or {@code joined}: earlier lines may belong to another server,
   * or to another epoch.
   */
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

  private static void advance(Map<String, Long> cursors, Line line) {
    long sequence = line.number("sequence");
    Long before = cursors.put(line.text("room"), sequence);
    Failure.unless(sequence >= 1, "a durable event has a sequence of 1 or more: %s", line);
    if (before == null) {
      return;
    }
    Failure.unless(sequence != before, "the client prints a sequence twice: %s", line);
    Failure.unless(
        sequence > before, "the client prints a sequence out of order, after %d: %s", before, line);
    Failure.unless(sequence == before + 1, "sequences are missing after %d: %s", before, line);
  }

  private static void skip(Map<String, Long> cursors, Line line) {
    Long before = cursors.put(line.text("room"), line.number("last"));
    if (line.text("reason").equals("TRIMMED") && before != null) {
      Failure.unless(
          line.number("first") == before + 1, "the gap does not follow %d: %s", before, line);
    }
  }
}
