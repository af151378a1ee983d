package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.Open;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.reflection.v1.ServerReflectionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that make the server hold memory. The server has a heap of 256 MiB, so the budget is 128
 * MiB for all peers, 32 MiB for one address and 8 MiB for one connection. Rates are not limited, so
 * that an attack takes only a second. The limits for one address apply to loopback addresses as
 * well.
 */
@EnabledOnOs(OS.LINUX) // Other systems have only one loopback address.
@Timeout(10 * Patience.SECONDS)
class MemoryAttackTest {
  private static final int HEAP_MIB = 256;
  private static final int BUDGET_MIB = HEAP_MIB / 2;

  /** The memory that a busy Java process takes outside heap and buffers; see {@link Stage}. */
  private static final int JAVA_MIB = 64;

  private static final int CONNECTIONS = 95;
  private static final int IDENTITIES = 10;
  private static final String CONVERSE = "/charla.v1.ChatService/Converse";
  private static final String JOIN = "/charla.v1.ChatService/Join";
  private static final String LIST_MESSAGES = "/charla.v1.ChatService/ListMessages";
  private static final String WATCH = "/grpc.health.v1.Health/Watch";
  private static final String REFLECTION =
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

  /** Enough for the longest page, 1 MiB. */
  private static final int LONG_MESSAGES = 70;

  /** The number of frames that a stream reads. The long messages need more frames. */
  private static final int FRAMES = 12;

  @TempDir private static Path data;

  @SuppressWarnings("NullAway.Init")
  private static Stage stage;

  /** The request for the longest page. */
  private static ListMessagesRequest page = ListMessagesRequest.getDefaultInstance();

  private static final List<String> TOKENS = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    stage =
        Stage.open(
            data,
            HEAP_MIB,
            BUDGET_MIB + JAVA_MIB,
            "--limit-loopback",
            "--message-rate=0",
            "--byte-rate=0",
            "--command-rate=0",
            "--address-command-rate=0");
    page = LongMessages.post(stage.join("Writer"), LONG_MESSAGES);
    for (int i = 0; i < IDENTITIES; i++) {
      TOKENS.add(stage.join("Mallory-" + i).token());
    }
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  /**
   * The log may only say that calls are refused, or reset for one of three reasons. The server logs
   * each of these four warnings a few times at once and then once a minute, and a test takes at
   * most ten minutes.
   */
  @AfterEach
  void requireFewWarnings() {
    List<String> warnings = stage.warnings();
    assertTrue(
        warnings.stream()
            .allMatch(
                line ->
                    line.contains("was aborted to free memory")
                        || line.contains("was refused for lack of memory")),
        "unexpected warnings: " + warnings);
    assertTrue(warnings.size() <= 4 * 12, "each three times and once a minute: " + warnings);
  }

  /** 2,000 pages of 1 MiB, none of which is read. */
  @Test
  @Tag("fault:unread-answers")
  void answersAreRequestedAndNotRead() throws Exception {
    stage.during(
        "unread-answers",
        Stage.SERVED,
        () -> {
          try (MemoryAttacker attacker = MemoryAttacker.connect(stage.port(), CONNECTIONS);
              RawClient neighbour = MemoryAttacker.neighbour(stage.port())) {
            for (int i = 0; i < 2_000; i++) {
              attacker.call(LIST_MESSAGES, token(i), page.toByteArray(), true);
            }
            stage.awaitWarning("was refused for lack of memory");
            // The server serves the neighbour while it still holds the attacker's answers.
            assertTrue(page(neighbour.withToken(token(0))).getEventsCount() > 60);
          }
        });
  }

  /** 2,000 streams, each with 250 KB of an incomplete command: 500 MB. */
  @Test
  @Tag("fault-script")
  @Tag("fault:unfinished-commands")
  void commandsAreNeverCompleted() throws Exception {
    during(
        "unfinished-commands",
        attacker -> {
          for (int i = 0; i < 2_000; i++) {
            attacker.beginRequest(CONVERSE, token(i), 250_000);
          }
          attacker.awaitReset();
        });
  }

  /** Incomplete requests without a session, 8 on each connection. */
  @Test
  @Tag("fault:unfinished-joins")
  void joinsAreNeverCompleted() throws Exception {
    during(
        "unfinished-joins",
        attacker -> {
          for (int i = 0; i < 8 * CONNECTIONS; i++) {
            attacker.beginRequest(JOIN, "", 250_000);
          }
          attacker.awaitReset();
        });
  }

  /** Each byte comes in a frame of its own, for which the server holds much more than a byte. */
  @Test
  @Tag("fault-script")
  @Tag("fault:one-byte-frames")
  void requestsArriveByteByByte() throws Exception {
    during(
        "one-byte-frames",
        attacker -> {
          for (int i = 0; i < CONNECTIONS; i++) {
            attacker.beginRequestByByte(JOIN, "", 10_000);
          }
          attacker.awaitReset();
        });
  }

  /** Each of 20 calls on each connection requests the whole contract, and does not read it. */
  @Test
  @Tag("fault-script")
  @Tag("fault:unread-reflection")
  void theContractIsRequestedAndNotRead() throws Exception {
    byte[] request =
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("charla.v1.ChatService")
            .build()
            .toByteArray();
    during(
        "unread-reflection",
        attacker -> {
          for (int i = 0; i < 20 * CONNECTIONS; i++) {
            attacker.call(REFLECTION, "", request, false);
          }
          attacker.awaitReset();
        });
  }

  @Test
  @Tag("fault-script")
  @Tag("fault:health-watches")
  void thousandsOfCallsWatchTheHealth() throws Exception {
    byte[] request = HealthCheckRequest.getDefaultInstance().toByteArray();
    during(
        "health-watches",
        attacker -> {
          for (int i = 0; i < 99 * CONNECTIONS; i++) {
            attacker.call(WATCH, "", request, true);
          }
          attacker.awaitReset();
          try (RawClient neighbour = MemoryAttacker.neighbour(stage.port())) {
            // The server serves the neighbour although the watches fill the budget of their
            // address.
            assertTrue(page(neighbour.withToken(token(0))).getEventsCount() > 60);
          }
        });
  }

  /**
   * Each stream of an identity supersedes that identity's previous stream. The superseded stream
   * does not read its end.
   */
  @Test
  @Tag("fault-script")
  @Tag("fault:unread-streams")
  void supersededStreamsAreNotRead() throws Exception {
    byte[] open =
        ConverseRequest.newBuilder()
            .setOpen(Open.newBuilder().setBacklog(1000))
            .build()
            .toByteArray();
    during(
        "unread-streams",
        attacker -> {
          for (int i = 0; i < 2_000; i++) {
            attacker.call(CONVERSE, token(i), open, false);
          }
        });
  }

  /**
   * Each of ten streams leaves the lobby before it has read all of the lobby's messages, and enters
   * the lobby again. Until the stream has read these messages, its further commands wait. Each of
   * them has 260 KB with 130,000 empty cursors.
   */
  @Test
  @Tag("fault:waiting-opens")
  void waitingCommandsTakeMuchMoreMemoryThanTheirBytes() throws Exception {
    Open open =
        Open.newBuilder()
            .addAllCursors(Collections.nCopies(130_000, Cursor.getDefaultInstance()))
            .build();
    stage.during(
        "waiting-opens",
        Stage.SERVED,
        () -> {
          List<RawClient> clients = new ArrayList<>();
          try {
            for (int i = 0; i < 10; i++) {
              RawClient client = MemoryAttacker.neighbour(stage.port(), 1 << 16);
              clients.add(client);
              sendCommandsThatWait(client.join("Waiting-" + i), open);
            }
          } finally {
            clients.forEach(RawClient::close);
          }
        });
  }

  /**
   * Opens a stream, sends all commands, and waits until the stream has read a part of the lobby's
   * messages. It never reads the rest.
   */
  private static void sendCommandsThatWait(RawClient client, Open open) {
    RawStream stream = client.streamThatReads(FRAMES, fromTheBeginning());
    LeaveRoom leave = LeaveRoom.newBuilder().setRoom("lobby").build();
    EnterRoom enter = EnterRoom.newBuilder().setRoom("lobby").build();
    stream.send(ConverseRequest.newBuilder().setLeaveRoom(leave).build());
    stream.send(ConverseRequest.newBuilder().setEnterRoom(enter).build());
    for (int i = 0; i < FRAMES; i++) {
      stream.send(ConverseRequest.newBuilder().setOpen(open).build());
    }
    Patience.await("a part of the lobby", () -> stream.frames().size() == FRAMES);
  }

  private static Open fromTheBeginning() {
    return Open.newBuilder().addCursors(Cursor.newBuilder().setRoom("lobby")).build();
  }

  /** Three attacks against a server with a larger heap, at the default rates, for a minute. */
  @Test
  @Tag("fault-script")
  @Tag("fault-long")
  @Tag("fault:memory-attack-1g")
  void aLargerServerIsAttackedForAMinute(@TempDir Path elsewhere) throws Exception {
    try (Stage large = Stage.open(elsewhere, 1024, 512 + JAVA_MIB, "--limit-loopback")) {
      byte[] longest = LongMessages.post(large.join("Writer"), LONG_MESSAGES).toByteArray();
      List<String> tokens = new ArrayList<>();
      for (int i = 0; i < IDENTITIES; i++) {
        tokens.add(large.join("Mallory-" + i).token());
      }
      large.during(
          "memory-attack-1g",
          Stage.SERVED,
          () -> {
            try (MemoryAttacker pages = MemoryAttacker.connect(large.port(), CONNECTIONS)) {
              paced(40 * 200, i -> pages.call(LIST_MESSAGES, tokens.get(i % 10), longest, true));
            }
            try (MemoryAttacker commands = MemoryAttacker.connect(large.port(), CONNECTIONS)) {
              paced(20 * 200, i -> commands.beginRequest(CONVERSE, tokens.get(i % 10), 250_000));
            }
            try (MemoryAttacker joins = MemoryAttacker.connect(large.port(), CONNECTIONS)) {
              paced(8 * CONNECTIONS, i -> joins.beginRequest(JOIN, "", 490_000));
            }
          });
    }
  }

  /** Attacks against a server with TLS, which has other buffers. */
  @Test
  @Tag("fault-script")
  @Tag("fault:memory-attack-tls")
  void aServerWithTlsIsAttacked(@TempDir Path elsewhere) throws Exception {
    try (Stage tls =
        Stage.openWithTls(
            elsewhere,
            HEAP_MIB,
            BUDGET_MIB + JAVA_MIB,
            "--limit-loopback",
            "--message-rate=0",
            "--byte-rate=0",
            "--command-rate=0",
            "--address-command-rate=0")) {
      int port = tls.server().port();
      TlsPeer peer = TlsPeer.trusting(Stage.certificate(elsewhere));
      try (RawClient writer = RawClient.join(tls.port(), "Writer");
          RawClient mallory = RawClient.join(tls.port(), "Mallory")) {
        byte[] longest = LongMessages.post(writer, LONG_MESSAGES).toByteArray();
        tls.during(
            "memory-attack-tls",
            Stage.SERVED,
            () -> {
              try (MemoryAttacker pages = MemoryAttacker.connect(port, CONNECTIONS, peer)) {
                for (int i = 0; i < 2_000; i++) {
                  pages.call(LIST_MESSAGES, mallory.token(), longest, true);
                }
                tls.awaitWarning("was refused for lack of memory");
              }
              try (MemoryAttacker joins = MemoryAttacker.connect(port, CONNECTIONS, peer)) {
                for (int i = 0; i < 8 * CONNECTIONS; i++) {
                  joins.beginRequest(JOIN, "", 250_000);
                }
                joins.awaitReset();
              }
              for (int i = 0; i < CONNECTIONS; i++) {
                try (RawConnection settings = MemoryAttacker.connection(port, peer).greet()) {
                  settings.flood(
                      20_000, n -> Frames.setting(Frames.INITIAL_WINDOW_SIZE, 1 + n % 2));
                  settings.awaitClosed();
                }
              }
            });
      }
    }
  }

  private interface Attack {
    void run(MemoryAttacker attacker) throws Exception;
  }

  private static void during(String fault, Attack attack) throws Exception {
    stage.during(
        fault,
        Stage.SERVED,
        () -> {
          try (MemoryAttacker attacker = MemoryAttacker.connect(stage.port(), CONNECTIONS)) {
            attack.run(attacker);
          }
        });
  }

  private interface Step {
    void run(int n);
  }

  /** Runs the step as often as the rates of ten identities allow: 200 times a second. */
  private static void paced(int times, Step step) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      step.run(i);
      long due = start + (i + 1) * TimeUnit.SECONDS.toNanos(1) / 200;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private static String token(int n) {
    return TOKENS.get(n % IDENTITIES);
  }

  /** Reads a page; repeats the call until the server has memory for the page. */
  private static ListMessagesResponse page(RawClient client) {
    ListMessagesResponse[] answer = new ListMessagesResponse[1];
    Patience.await(
        "a page",
        () -> {
          try {
            answer[0] = client.calls().listMessages(page);
            return true;
          } catch (StatusRuntimeException refused) {
            assertTrue(
                String.valueOf(refused.getMessage()).contains("holds too much"), refused::toString);
            return false;
          }
        });
    return answer[0];
  }
}
