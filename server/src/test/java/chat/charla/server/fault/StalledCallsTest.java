package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Open;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that make no progress are given up; streams that are read slowly are not. The server waits
 * for a second instead of ten.
 */
@Timeout(10 * Patience.SECONDS)
class StalledCallsTest {
  private static final int MESSAGES = 40;

  @TempDir private static Path data;

  @SuppressWarnings("NullAway.Init")
  private static Stage stage;

  /** Asks for the long messages. */
  private static ListMessagesRequest page = ListMessagesRequest.getDefaultInstance();

  private final List<RawConnection> connections = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    stage = Stage.open(data, 96, 128, "--request-timeout=1s", "--message-rate=0");
    RawClient writer = stage.server().join("Writer");
    page = LongMessages.post(writer, MESSAGES);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }

  /** An answer of which nothing is taken, and one of which some is and then no more. */
  @Test
  @Tag("fault:stalled-answers")
  void answersThatAreNotTakenAreGivenUp() throws Exception {
    during(
        "stalled-answers",
        slow -> {
          String token = stage.server().join("Idle").token();
          RawConnection untaken = withWindow(0);
          RawConnection begun = withWindow(20_000);
          for (RawConnection connection : List.of(untaken, begun)) {
            connection
                .write(Frames.call(1, "ListMessages", token))
                .write(Frames.message(1, page.toByteArray(), true))
                .flush();
          }
          Patience.await("a reset", () -> untaken.calmed() == 1 && begun.calmed() == 1);
          assertEquals(0, untaken.dataBytes());
          assertEquals(20_000, begun.dataBytes());
        });
  }

  /** A command, of which only a part comes. */
  @Test
  @Tag("fault:stalled-commands")
  void commandsThatDoNotGoOnAreGivenUp() throws Exception {
    during(
        "stalled-commands",
        slow -> {
          RawConnection half = withWindow(65_535);
          byte[] beginning = ByteBuffer.allocate(10).put((byte) 0).putInt(500).array();
          half.write(Frames.call(1, "Converse", stage.server().join("Half").token()))
              .write(Frames.frame(Frames.DATA, 0, 1, beginning))
              .flush();
          Patience.await("a reset", () -> half.calmed() == 1);
        });
  }

  /** The end of a stream that the server has ended, as another one has taken over. */
  @Test
  @Tag("fault:stalled-ends")
  void endsThatAreNotTakenAreGivenUp() throws Exception {
    during(
        "stalled-ends",
        slow -> {
          String token = stage.server().join("Twice").token();
          RawConnection first = converse(token, 0);
          converse(token, 0);
          Patience.await("a reset", () -> first.calmed() == 1);
        });
  }

  private interface Attack {
    void beside(RawConnection slow) throws Exception;
  }

  /** While a member does not read what it is sent, which is more than its stream may hold. */
  private void during(String fault, Attack attack) throws Exception {
    String reader = stage.server().join("Slow-" + fault).token();
    stage.during(
        fault,
        Stage.SERVED,
        () -> {
          RawConnection slow = converse(reader, 0);
          attack.beside(slow);
          // It has stood still for longer than those that were given up.
          slow.write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, 10_000_000))
              .write(Frames.frame(Frames.WINDOW_UPDATE, 0, 10_000_000))
              .flush();
          Patience.await("everything", () -> slow.dataBytes() > MESSAGES * LongMessages.BYTES);
          assertEquals(0, slow.calmed());
        });
  }

  private RawConnection converse(String token, int window) throws IOException {
    byte[] open =
        ConverseRequest.newBuilder()
            .setOpen(Open.newBuilder().setBacklog(1000))
            .build()
            .toByteArray();
    return withWindow(window)
        .write(Frames.call(1, "Converse", token))
        .write(Frames.message(1, open, false))
        .flush();
  }

  /** A connection on which the server may send so many bytes of each call. */
  private RawConnection withWindow(int window) throws IOException {
    RawConnection connection =
        RawConnection.open(stage.port())
            .greet()
            .write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, window))
            .flush()
            .answering();
    connections.add(connection);
    return connection;
  }
}
