package chat.charla.server.edge;

import static chat.charla.server.edge.StoppedDatabase.entries;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stored events are missing or damaged. Readers get the other events with their own sequences, and
 * are told which events are lost.
 */
@Tag("fault:lost-events")
class LostEventsTest {
  private static final int MESSAGES = 9;

  @RegisterExtension
  final RecordedLog log = new RecordedLog("chat.charla.server.storage.CheckedLog");

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient ana;

  @BeforeEach
  void post() throws IOException {
    server = RunningServer.in(data);
    ana = server.join("Ana");
    for (int i = 1; i <= MESSAGES; i++) {
      ana.calls().sendMessage(numbered(i));
    }
  }

  static Stream<String> damages() {
    String some = " WHERE " + entries("room:lobby", 4, 6);
    return Stream.of(
        "DELETE FROM entries" + some,
        "UPDATE entries SET event = x''" + some,
        "UPDATE entries SET event = x'ff'" + some,
        "UPDATE entries SET event = substr(event, 1, length(event) - 1)" + some,
        "UPDATE entries SET event = (SELECT event FROM entries WHERE "
            + entries("room:lobby", 9, 9)
            + ")"
            + some);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void eventsInTheMiddleAreLost(String damage) throws IOException, SQLException {
    restartAfter(damage);

    RawStream stream = converse();
    assertEquals(List.of(lost(4, 6)), gaps(stream));
    assertEquals(List.of("1", "2", "3", "7", "8", "9"), stream.texts(6));
    assertEquals(List.of(1L, 2L, 3L, 7L, 8L, 9L), sequences(stream.messages(6)));
    assertEquals(List.of(1L, 2L, 3L, 7L, 8L, 9L), forwards(100));
    assertEquals(10, ana.calls().sendMessage(numbered(10)).getSequence());
    assertEquals(10, stream.message("10").getSequence());
  }

  @Test
  void pagesLeaveOutAnEventThatIsDamagedInside() throws IOException, SQLException {
    // The room lobby, the sequence 5, and a message of one byte that cannot be decoded.
    restartAfter(
        "UPDATE entries SET event = x'0a056c6f62627910055201ff' WHERE "
            + entries("room:lobby", 5, 5));

    assertEquals(List.of(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L), forwards(100));
    assertEquals(List.of(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L), backwards(2));
  }

  @Test
  void theOldestEventsAreLost() throws IOException, SQLException {
    restartAfter("DELETE FROM entries WHERE " + entries("room:lobby", 1, 2));

    RawStream stream = converse();
    assertEquals(List.of(lost(1, 2)), gaps(stream));
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L, 8L, 9L), sequences(stream.messages(7)));
  }

  @Test
  void theNewestEventsAreLost() throws IOException, SQLException {
    restartAfter("DELETE FROM entries WHERE " + entries("room:lobby", 8, 9));

    RawStream stream = converse();
    assertEquals(List.of(lost(8, 9)), gaps(stream));
    assertEquals(10, ana.calls().sendMessage(numbered(10)).getSequence());
    assertEquals(10, stream.message("10").getSequence());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 10L), forwards(100));
  }

  @Test
  void allEventsAreLost() throws IOException, SQLException {
    restartAfter("DELETE FROM entries");

    RawStream stream = converse();
    assertEquals(List.of(lost(1, 9)), gaps(stream));
    assertEquals(List.of(), forwards(2));
    assertEquals(List.of(), backwards(2));
    assertEquals(10, ana.calls().sendMessage(numbered(10)).getSequence());
    assertEquals(10, stream.message("10").getSequence());
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "100"})
  void pagesInBothDirectionsLeaveOutLostEvents(int size) throws IOException, SQLException {
    restartAfter(
        "DELETE FROM entries WHERE " + entries("room:lobby", 2, 2),
        "DELETE FROM entries WHERE " + entries("room:lobby", 4, 7),
        "UPDATE entries SET event = x'00' WHERE " + entries("room:lobby", 9, 9));

    assertEquals(List.of(1L, 3L, 8L), forwards(size));
    assertEquals(List.of(1L, 3L, 8L), backwards(size));
  }

  @Test
  void aReaderWithACursorInsideTheHoleGetsTheRest() throws IOException, SQLException {
    restartAfter("DELETE FROM entries WHERE " + entries("room:lobby", 4, 6));

    Open.Builder open = Open.newBuilder();
    open.addCursorsBuilder().setRoom("lobby").setAfterSequence(4);
    RawStream stream = server.connect().as(ana.session()).converse(open.build());

    assertEquals(List.of(lost(5, 6)), gaps(stream));
    assertEquals(List.of(7L, 8L, 9L), sequences(stream.messages(3)));
  }

  @Test
  void aLossInOneInboxDoesNotAffectTheOtherInbox() throws IOException, SQLException {
    RawClient berta = server.join("Berta");
    for (int i = 1; i <= 3; i++) {
      ana.sendPrivately(berta, "private " + i);
    }
    String inbox = "inbox:" + berta.id();
    restartAfter("DELETE FROM entries WHERE " + entries(inbox, 2, 2));

    RawStream stream = server.connect().as(berta.session()).converse();
    assertEquals(List.of("private 1", "private 3"), stream.texts(2));
    Gap gap = stream.frame("gap", ConverseResponse::hasGap).getGap();
    assertEquals(lost(2, 2).toBuilder().setRoom("").setEpoch(gap.getEpoch()).build(), gap);
    RawClient sender = server.connect().as(ana.session());
    assertEquals(
        List.of(1L, 2L, 3L),
        sequences(
            sender.calls().listMessages(ListMessagesRequest.getDefaultInstance()).getEventsList()));
  }

  @Test
  void theRepetitionOfALostMessageIsAnsweredAndNotPosted() throws IOException, SQLException {
    restartAfter("DELETE FROM entries WHERE " + entries("room:lobby", 5, 5));

    var answer = ana.calls().sendMessage(numbered(5));

    assertTrue(answer.getDuplicate());
    assertEquals(5, answer.getSequence());
    assertEquals(List.of(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L), forwards(100));
  }

  @Test
  void theLogSaysOnceWhichEventsAreLost() throws IOException, SQLException {
    restartAfter("DELETE FROM entries WHERE " + entries("room:lobby", 4, 6));

    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(lost(4, 6)), gaps(converse()));
      assertEquals(6, forwards(2).size());
    }

    List<String> lines = log.lines().all();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("Events 4 to 6 of room:lobby"), lines::toString);
    assertTrue(lines.get(0).contains("charla server check"), lines::toString);
  }

  private void restartAfter(String... damage) throws IOException, SQLException {
    server.close();
    new StoppedDatabase(data).execute(damage);
    server = RunningServer.in(data);
    ana = server.connect().as(ana.session());
  }

  private RawStream converse() {
    return server.connect().as(ana.session()).converse();
  }

  /** The gaps of the lobby until the stream is live in the lobby. The gaps have no epochs. */
  private static List<Gap> gaps(RawStream stream) {
    stream.frame(
        "CaughtUp of the lobby",
        frame -> frame.hasCaughtUp() && frame.getCaughtUp().getRoom().equals("lobby"));
    return stream.frames().stream()
        .filter(ConverseResponse::hasGap)
        .map(frame -> frame.getGap().toBuilder().clearEpoch().build())
        .toList();
  }

  private static Gap lost(long first, long last) {
    return Gap.newBuilder()
        .setRoom("lobby")
        .setReason(GapReason.GAP_REASON_LOST)
        .setFirstMissingSequence(first)
        .setLastMissingSequence(last)
        .build();
  }

  private static SendMessageRequest numbered(int i) {
    return SendMessageRequest.newBuilder()
        .setRoom("lobby")
        .setText(Integer.toString(i))
        .setClientMessageId("id-" + i)
        .build();
  }

  private List<Long> forwards(int size) {
    return sequences(pages(ListMessagesRequest.newBuilder().setAfterSequence(0), size, true));
  }

  private List<Long> backwards(int size) {
    return sequences(pages(ListMessagesRequest.newBuilder(), size, false));
  }

  private List<Event> pages(ListMessagesRequest.Builder request, int size, boolean forwards) {
    List<Event> events = new ArrayList<>();
    request.setRoom("lobby").setPageSize(size);
    ListMessagesResponse page;
    do {
      page = ana.calls().listMessages(request.build());
      events.addAll(forwards ? events.size() : 0, page.getEventsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return events;
  }

  private static List<Long> sequences(List<Event> events) {
    return events.stream().map(Event::getSequence).toList();
  }
}
