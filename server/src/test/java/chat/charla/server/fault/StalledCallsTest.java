package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Open;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls without progress are reset, and calls whose peer reads slowly are not. Here the server
 * resets a call after three seconds without progress; the default is ten.
 */
@Timeout(10 * Patience.SECONDS)
class StalledCallsTest {
  private static final int MESSAGES = 40;

  /**
   * The number of bytes that a slow peer reads at once, and its wait before each read. Together
   * they make 80 KB a second.
   */
  private static final int STEP_BYTES = 20_000;

  private static final int STEP_MILLIS = 250;

  @TempDir private static Path data;

  @SuppressWarnings("NullAway.Init")
  private static Stage stage;

  /** The request for the page of long messages. */
  private static ListMessagesRequest page = ListMessagesRequest.getDefaultInstance();

  private final List<RawConnection> connections = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    stage = Stage.open(data, 96, 128, "--request-timeout=3s", "--message-rate=0", "--byte-rate=0");
    // The long messages follow each other even on a slow machine.
    stage.canary().stop();
    page = LongMessages.post(stage.join("Writer"), MESSAGES);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @AfterEach
  void closeConnections() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }

  /** The peer reads nothing of one answer, and only the beginning of another. */
  @Test
  @Tag("fault:stalled-answers")
  void unreadAnswersAreReset() throws Exception {
    during(
        "stalled-answers",
        slow -> {
          String token = stage.join("Idle").token();
          RawConnection unread = withWindow(0);
          RawConnection begun = withWindow(20_000);
          for (RawConnection connection : List.of(unread, begun)) {
            connection
                .write(Frames.call(1, "ListMessages", token))
                .write(Frames.message(1, page.toByteArray(), true))
                .flush();
          }
          Patience.await("a reset", () -> unread.resets() == 1 && begun.resets() == 1);
          assertEquals(0, unread.dataBytes());
          assertEquals(20_000, begun.dataBytes());
        });
  }

  /** A command that arrives only in part. */
  @Test
  @Tag("fault:stalled-commands")
  void incompleteCommandsAreReset() throws Exception {
    during(
        "stalled-commands",
        slow -> {
          RawConnection half = withWindow(65_535);
          byte[] beginning = ByteBuffer.allocate(10).put((byte) 0).putInt(500).array();
          half.write(Frames.call(1, "Converse", stage.join("Half").token()))
              .write(Frames.frame(Frames.DATA, 0, 1, beginning))
              .flush();
          Patience.await("a reset", () -> half.resets() == 1);
        });
  }

  /** The end of a stream that was superseded. */
  @Test
  @Tag("fault:stalled-ends")
  void unreadEndsAreReset() throws Exception {
    during(
        "stalled-ends",
        slow -> {
          String token = stage.join("Twice").token();
          RawConnection first = converse(token, 0);
          // The later stream supersedes the first one, which is on another connection.
          Patience.await("the first stream", () -> first.answers() == 1);
          converse(token, 0);
          Patience.await("a reset", () -> first.resets() == 1);
        });
  }

  /**
   * The page is larger than the windows. So the server fills each window as soon as the peer's
   * reading opens it. Sending the page takes longer than a call may be without progress.
   */
  @Test
  @Tag("fault:slow-answers")
  void slowlyReadAnswersArrive() throws Exception {
    String token = stage.join("Steady").token();
    stage.during(
        "slow-answers",
        Stage.SERVED,
        () -> {
          RawConnection steady = withWindow(65_535);
          steady
              .write(Frames.call(1, "ListMessages", token))
              .write(Frames.message(1, page.toByteArray(), true))
              .flush();
          int least = MESSAGES * LongMessages.BYTES;
          for (int allowed = 65_535; allowed < least; allowed += STEP_BYTES) {
            int expected = allowed;
            Patience.await("all that is allowed", () -> steady.dataBytes() == expected);
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            steady
                .write(Frames.frame(Frames.WINDOW_UPDATE, 1, STEP_BYTES))
                .write(Frames.frame(Frames.WINDOW_UPDATE, 0, STEP_BYTES))
                .flush();
          }
          Patience.await("the page", () -> steady.dataBytes() > least);
          assertEquals(0, steady.resets());
        });
  }

  private interface Attack {
    void run(RawConnection slow) throws Exception;
  }

  /**
   * Runs the attack while a member does not read its stream. For this stream, the server has more
   * events than it may hold.
   */
  private void during(String fault, Attack attack) throws Exception {
    String reader = stage.join("Slow-" + fault).token();
    stage.during(
        fault,
        Stage.SERVED,
        () -> {
          RawConnection slow = converse(reader, 0);
          attack.run(slow);
          // The member's stream was without progress for longer than the calls that were reset.
          slow.write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, 10_000_000))
              .write(Frames.frame(Frames.WINDOW_UPDATE, 0, 10_000_000))
              .flush();
          Patience.await("everything", () -> slow.dataBytes() > MESSAGES * LongMessages.BYTES);
          assertEquals(0, slow.resets());
        });
  }

  /** A stream that begins with the long messages, even if the canary has sent others since. */
  private RawConnection converse(String token, int window) throws IOException {
    Cursor before =
        Cursor.newBuilder().setRoom("lobby").setAfterSequence(page.getAfterSequence()).build();
    byte[] open =
        ConverseRequest.newBuilder()
            .setOpen(Open.newBuilder().addCursors(before))
            .build()
            .toByteArray();
    return withWindow(window)
        .write(Frames.call(1, "Converse", token))
        .write(Frames.message(1, open, false))
        .flush();
  }

  /** A connection on which the server may send this many bytes of each call. */
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
