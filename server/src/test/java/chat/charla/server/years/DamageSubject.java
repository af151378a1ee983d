package chat.charla.server.years;

import static chat.charla.server.edge.StoppedDatabase.entries;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.edge.StoppedDatabase;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An operator deletes two messages of a room by hand, and in another database also the row of
 * another room. A server starts with each database. Then the check repairs the second database.
 */
final class DamageSubject implements Subject {
  private static final List<String> ROOMS = List.of("lobby", "attic", "kitchen", "garden");
  private static final int MESSAGES = 20;
  private static final String HOLE = "DELETE FROM entries WHERE " + entries("room:kitchen", 8, 9);
  private static final String MISSING_ROW = "DELETE FROM timelines WHERE name = 'room:garden'";

  /** Parts of the lines that the check prints for the damage. */
  private static final List<String> FINDINGS =
      List.of("room:kitchen: events 8 to 9 are missing", "room:garden: its row");

  private static final int DAMAGED = 4;
  private static final int REPAIRED = 5;

  @Override
  public String name() {
    return "damage";
  }

  @Override
  public String what() {
    return "two messages and the row of a room are deleted by hand";
  }

  @Override
  public List<Figure> measure(Trial trial) throws Exception {
    Path hole = trial.directory().resolve("hole");
    prepare(trial, hole);
    new StoppedDatabase(hole).execute(HOLE);
    int wrong = wrongEvents(trial, hole);

    Path row = trial.directory().resolve("row");
    prepare(trial, row);
    new StoppedDatabase(row).execute(HOLE, MISSING_ROW);
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.atMost(
                0, "wrong sequences that a reader gets because 2 messages are missing", wrong, "")
            .formerly("1"));
    figures.add(
        Figure.atMost(
                0,
                "of 3 other rooms not served because the row of a room is missing",
                3 - served(trial, row, ROOMS.subList(0, 3)),
                "")
            .formerly("all: no start"));
    if (trial.knows("check")) {
      figures.addAll(check(trial, row));
    }
    return figures;
  }

  private static List<Figure> check(Trial trial, Path data) throws Exception {
    String found = trial.command("check", "--data", data.toString()).require(DAMAGED).output();
    trial.command("check", "--data", data.toString(), "--repair").require(REPAIRED);
    int left = trial.command("check", "--data", data.toString()).exitCode();
    return List.of(
        Figure.atMost(
            0,
            "of 2 damaged things not found by the check",
            FINDINGS.stream().filter(finding -> !found.contains(finding)).count(),
            ""),
        Figure.atMost(0, "checks that find damage after --repair", left == 0 ? 0 : 1, ""),
        Figure.atMost(
            0, "of 4 rooms not served after --repair", 4 - served(trial, data, ROOMS), ""));
  }

  private static void prepare(Trial trial, Path data) throws Exception {
    try (FormerDatabase database = new FormerDatabase(data)) {
      for (String room : ROOMS.subList(1, ROOMS.size())) {
        database.addRoom(room, MESSAGES);
      }
      database.addIdentity(
          0, Instant.now(), false, ROOMS.subList(1, ROOMS.size()).toArray(String[]::new));
    }
    trial.startAndStop(data);
  }

  /** How many events of the kitchen a reader gets twice, or with the sequence of another event. */
  private static int wrongEvents(Trial trial, Path data) throws Exception {
    try (ServerProgram server = trial.launch(data).start();
        RawClient client = member(server)) {
      RawStream stream = client.converse();
      stream.send(
          "last", SendMessageRequest.newBuilder().setRoom("kitchen").setText("last").build());
      stream.message("last");
      Set<Long> sequences = new HashSet<>();
      int wrong = 0;
      for (Event event : kitchen(stream)) {
        String text = event.getMessagePosted().getText();
        boolean isOther =
            text.startsWith("message ")
                && Long.parseLong(text.substring("message ".length())) != event.getSequence();
        wrong += isOther || !sequences.add(event.getSequence()) ? 1 : 0;
      }
      return wrong;
    }
  }

  private static List<Event> kitchen(RawStream stream) {
    return stream.frames().stream()
        .flatMap(frame -> frame.getBatch().getEventsList().stream())
        .filter(event -> event.getRoom().equals("kitchen") && event.hasMessagePosted())
        .toList();
  }

  /** How many of these rooms can be read and written to; none if the server does not start. */
  private static int served(Trial trial, Path data, List<String> rooms) throws Exception {
    try (ServerProgram server = trial.launch(data).start()) {
      try (RawClient client = member(server)) {
        return (int) rooms.stream().filter(room -> isServed(client, room)).count();
      }
    } catch (AssertionError noStart) {
      return 0;
    }
  }

  private static boolean isServed(RawClient client, String room) {
    try {
      LogPages.all(client, room);
      return client
          .calls()
          .sendMessage(SendMessageRequest.newBuilder().setRoom(room).setText("hello").build())
          .getRoom()
          .equals(room);
    } catch (StatusRuntimeException refused) {
      return false;
    }
  }

  /** The identity that is in all rooms. */
  private static RawClient member(ServerProgram server) {
    return RawClient.connect(server.port()).withToken(FormerDatabase.token(0));
  }
}
