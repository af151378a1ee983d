package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Open;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** Peers that send nothing, send only a part of a message, or vanish. */
@Timeout(10 * Patience.SECONDS)
class SilentPeersTest extends StageFixture {
  private static final int IDLE = 5_000;
  private static final int INCOMPLETE = 200;

  /**
   * How many files this process may have open besides its connections. The same limit applies to
   * the server.
   */
  private static final int OTHER_FILES = 300;

  private static final byte[] OPEN =
      ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build().toByteArray();

  private final List<RawConnection> connections = new ArrayList<>();

  @AfterEach
  void closeConnections() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
    assertEquals(List.of(), stage.warnings());
  }

  /** A later client can connect, whether the server keeps the idle connections or closes them. */
  @Test
  @Tag("fault:idle-connections")
  void fiveThousandConnectionsDoNothing() throws Exception {
    requireFiles(IDLE + OTHER_FILES);
    stage.during(
        "idle-connections",
        Stage.SERVED,
        () -> {
          for (int i = 0; i < IDLE; i++) {
            connections.add(RawConnection.open(stage.port()));
          }
          stage.join("Late-comer").say("hello");
        });
  }

  /** Each peer sends a part of a preface, header, header block, call or message; then nothing. */
  @Test
  @Tag("fault:half-sent")
  void peersStopInTheMiddleOfAMessage() throws Exception {
    String token = stage.join("Half").token();
    byte[] headers = Frames.headers("SendMessage", token);
    byte[] whole = Frames.frame(Frames.HEADERS, Frames.END_HEADERS, 1, headers);
    stage.during(
        "half-sent",
        Stage.SERVED,
        () -> {
          for (int i = 0; i < INCOMPLETE; i++) {
            say(Arrays.copyOf(Frames.greeting(), 10));
            say(Frames.greeting(), Arrays.copyOf(whole, whole.length / 2));
            say(Frames.greeting(), Frames.frame(Frames.HEADERS, 0, 1, headers));
            say(Frames.greeting(), whole);
            say(Frames.greeting(), whole, Arrays.copyOf(Frames.message(1, new byte[99], true), 50));
          }
        });
  }

  /**
   * Members whose machines have lost the network. Their connections stay open, and they answer
   * neither data nor pings.
   */
  @Test
  @Tag("fault:half-open")
  void membersVanishWithoutClosingTheirConnections() throws Exception {
    stage.during("half-open", Stage.SERVED, () -> vanish(50));
  }

  /** The server pings every 30 s, and waits 20 s for the answer. */
  @Test
  @Tag("fault-script")
  @Tag("fault-long")
  @Tag("fault:half-open-noticed")
  void vanishedMembersAreNoticed() throws Exception {
    stage.during(
        "half-open-noticed",
        Stage.SERVED,
        () -> {
          vanish(20);
          for (RawConnection connection : connections) {
            connection.awaitClosed(70);
          }
        });
  }

  /** Opens the streams of members that read nothing, and then posts many messages to the lobby. */
  private void vanish(int members) throws IOException {
    List<RawClient> joined = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      joined.add(stage.join("Vanished-" + members + "-" + i));
    }
    for (RawClient member : joined) {
      say(
          Frames.greeting(),
          Frames.call(1, "Converse", member.token()),
          Frames.message(1, OPEN, false));
    }
    RawStream talker = stage.join("Talker-" + members).converse();
    for (int i = 0; i < 50; i++) {
      talker.say("to vanished members " + "x".repeat(3000));
    }
    talker.message("to vanished members " + "x".repeat(3000));
  }

  private void say(byte[]... parts) throws IOException {
    RawConnection connection = RawConnection.open(stage.port());
    connections.add(connection);
    for (byte[] part : parts) {
      connection.write(part);
    }
    connection.flush();
  }

  private static void requireFiles(long count) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < count) {
      String why = "only " + system.getMaxFileDescriptorCount() + " files may be open: ulimit -n";
      System.out.println("skipped: " + why);
      throw new TestAbortedException(why);
    }
  }
}
