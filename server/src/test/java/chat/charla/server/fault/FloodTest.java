package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Open;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections that abuse HTTP/2. There are more such connections at once than the server has event
 * loops, so the canary shares an event loop with at least one of them.
 */
@Timeout(10 * Patience.SECONDS)
class FloodTest extends StageFixture {
  private static final int CONNECTIONS = 4;
  private static final byte[] OPEN =
      ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build().toByteArray();

  @SuppressWarnings("NullAway.Init")
  private static String token;

  @BeforeAll
  static void join() {
    RawClient mallory = stage.join("Mallory");
    token = mallory.token();
  }

  /** A client must not be able to fill the log. */
  @AfterEach
  void requireQuietLog() {
    assertEquals(List.of(), stage.warnings());
  }

  /**
   * CVE-2023-44487: streams are opened and reset at once, so that the limit on open streams has no
   * effect.
   */
  @Test
  @Tag("fault:rapid-reset")
  void streamsAreOpenedAndResetAtOnce() throws Exception {
    byte[] begin = Frames.headers("Converse", token);
    flood(
        "rapid-reset",
        5_000,
        true,
        n ->
            Bytes.concat(
                Frames.frame(Frames.HEADERS, Frames.END_HEADERS, 2 * n + 1, begin),
                Frames.message(2 * n + 1, OPEN, false),
                Frames.frame(Frames.RST_STREAM, 2 * n + 1, Frames.CANCEL)));
  }

  /** Calls that end with their headers, without a request. */
  @Test
  @Tag("fault:no-request")
  void callsEndWithTheirHeaders() throws Exception {
    byte[] call = Frames.headers("SendMessage", token);
    flood(
        "no-request",
        5_000,
        true,
        n -> Frames.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 2 * n + 1, call));
  }

  /** CVE-2024-27316 and similar: a header block that never ends. */
  @Test
  @Tag("fault:continuation-flood")
  void aHeaderBlockNeverEnds() throws Exception {
    byte[] begin = Frames.headers("Converse", token);
    byte[] more = Arrays.copyOf(begin, 8 * 1024);
    stage.during(
        "continuation-flood",
        Stage.SERVED,
        () -> {
          for (byte[] part : List.of(Frames.NOTHING, begin, more)) {
            for (int i = 0; i < CONNECTIONS; i++) {
              try (RawConnection connection = RawConnection.greet(stage.port())) {
                connection.write(Frames.frame(Frames.HEADERS, 0, 1, begin));
                connection.flood(100_000, n -> Frames.frame(Frames.CONTINUATION, 0, 1, part));
                connection.awaitClosed();
              }
            }
          }
        });
  }

  /** The server must acknowledge each change, and the peer never reads the acknowledgements. */
  @Test
  @Tag("fault:settings-flood")
  void settingsAreChangedAllTheTime() throws Exception {
    flood(
        "settings-flood",
        200_000,
        false,
        n -> Frames.setting(Frames.INITIAL_WINDOW_SIZE, 65_535 + n % 2));
  }

  /** The server must answer each ping, and the peer never reads the answers. */
  @Test
  @Tag("fault:ping-flood")
  void pingsComeAllTheTime() throws Exception {
    flood("ping-flood", 200_000, false, n -> Frames.frame(Frames.PING, 0, 0, new byte[8]));
  }

  @Test
  @Tag("fault:window-games")
  void windowsGrowByteByByteAndTooFar() throws Exception {
    stage.during(
        "window-games",
        Stage.SERVED,
        () -> {
          List<RawConnection> connections = new ArrayList<>();
          for (int i = 0; i < CONNECTIONS; i++) {
            RawConnection tiny = streamWithoutWindow(connections);
            tiny.flood(50_000, n -> Frames.frame(Frames.WINDOW_UPDATE, 1, 1));

            RawConnection jumping = streamWithoutWindow(connections);
            jumping.flood(
                20_000, n -> Frames.setting(Frames.INITIAL_WINDOW_SIZE, n % 2 == 0 ? 0 : 1 << 30));

            RawConnection overflowing = streamWithoutWindow(connections);
            overflowing.flood(3, n -> Frames.frame(Frames.WINDOW_UPDATE, 0, Integer.MAX_VALUE));
            overflowing.awaitClosed();
          }
          for (RawConnection connection : connections) {
            connection.close();
          }
        });
  }

  /** A connection with an HTTP/2 stream on which the server may send nothing. */
  private static RawConnection streamWithoutWindow(List<RawConnection> connections)
      throws IOException {
    RawConnection connection = RawConnection.greet(stage.port());
    connections.add(connection);
    connection
        .write(Frames.setting(Frames.INITIAL_WINDOW_SIZE, 0))
        .write(Frames.call(1, "Converse", token))
        .write(Frames.message(1, OPEN, false))
        .flush();
    return connection;
  }

  private static void flood(String fault, int times, boolean reading, RawConnection.Chunk chunk)
      throws Exception {
    stage.during(
        fault,
        Stage.SERVED,
        () -> {
          List<Thread> floods = new ArrayList<>();
          for (int i = 0; i < CONNECTIONS; i++) {
            Thread flood = new Thread(() -> flood(times, reading, chunk), "flood-" + i);
            flood.start();
            floods.add(flood);
          }
          for (Thread flood : floods) {
            flood.join();
          }
        });
  }

  private static void flood(int times, boolean reading, RawConnection.Chunk chunk) {
    try (RawConnection connection = RawConnection.greet(stage.port())) {
      if (reading) {
        connection.readingEverything();
      }
      connection.flood(times, chunk);
    } catch (IOException e) {
      // The server closed the connection while the test was closing it.
    }
  }
}
