package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a connection is closed, the server holds no memory for its calls, however they were made.
 */
@Timeout(2 * Patience.SECONDS)
class HeldMemoryTest {
  private static final String WATCH = "/grpc.health.v1.Health/Watch";
  private static final String REFLECTION =
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  private static final String CONVERSE = "/charla.v1.ChatService/Converse";
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int HEADERS = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;

  /** More resets than a peer may have in ten seconds. */
  private static final int RESETS = 450;

  /** The budget of one connection; a call costs 4096 bytes of it, and a frame 200. */
  private static final int SHARE_BYTES = 4 << 20;

  /** The number of reflection calls that one connection may have open. */
  private static final int REFLECTIONS = 8;

  private static final int COMMANDS = 40;

  @TempDir private Path data;

  @AutoClose private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = serve(new ConnectionChanges(), "server");
  }

  /** gRPC would treat the headers as a second call, and never report the end of the first call. */
  @Test
  void aRequestThatEndsWithHeadersIsReset() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().toByteArray());
      Http2Bytes calls = Http2Bytes.withoutPreface();
      for (int stream = 1; stream < 2 * REFLECTIONS; stream += 2) {
        calls.headers(stream, REFLECTION, Map.of(), true).data(stream, message(new byte[0]));
        calls.trailersOfACall(stream, REFLECTION);
      }
      peer.send(calls.toByteArray());
      for (int i = 0; i < REFLECTIONS; i++) {
        peer.awaitFrame(RST_STREAM);
      }
      Patience.await("nothing held", () -> server.heldBytes() == 0);
    }
  }

  /** If the server did not reset the stream, events would be delivered on it without end. */
  @Test
  void aStreamWhoseRequestsEndWithHeadersIsReset() throws IOException {
    RawClient watcher = server.join("Watcher");
    Map<String, String> session = session(server);
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(
          new Http2Bytes()
              .headers(1, CONVERSE, session, true)
              .data(1, message(open()))
              .toByteArray());
      Patience.await("Mallory online", () -> isOnline(watcher, "Mallory"));
      peer.send(Http2Bytes.withoutPreface().trailers(1).toByteArray());
      peer.awaitFrame(RST_STREAM);
      Patience.await("Mallory offline", () -> !isOnline(watcher, "Mallory"));
    }
  }

  @Test
  void aFullBudgetIsReleasedWhenTheConnectionIsClosed() throws IOException {
    Map<String, String> session = session(server);
    long before = server.heldBytes();
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes calls = new Http2Bytes().acknowledgeSettings();
      byte[] part = new byte[16_000];
      for (int stream = 1; stream < 2 * COMMANDS; stream += 2) {
        calls.headers(stream, CONVERSE, session, true).data(stream, announcement());
        for (int i = 0; i < 15; i++) {
          calls.data(stream, part);
        }
      }
      peer.send(calls.toByteArray());
      peer.awaitFrame(RST_STREAM); // The server resets a call: the budget is full.
      assertTrue(server.heldBytes() > before);
    }
    Patience.await("as little as before", () -> server.heldBytes() <= before);
  }

  /** With trusted proxies, the server itself counts resets; without them, gRPC does. */
  @ParameterizedTest
  @ValueSource(strings = {"", "192.0.2.1"})
  void resetsByTheServerDoNotCountAsResetsByThePeer(String proxies) throws IOException {
    ConnectionChanges limits = new ConnectionChanges();
    try (RunningServer other =
            serve(proxies.isEmpty() ? limits : limits.trustedProxies(proxies), "other");
        SilentPeer peer = SilentPeer.connect(other.port())) {
      Map<String, String> session = session(other);
      peer.send(new Http2Bytes().toByteArray());
      for (int call = 0; call < RESETS + 20; call++) {
        int stream = 2 * call + 1;
        Http2Bytes bytes = Http2Bytes.withoutPreface();
        bytes.headers(stream, CONVERSE, session, true).data(stream, announcement());
        for (int i = 0; i < 1_500; i++) {
          bytes.data(stream, new byte[1]); // costs 201 bytes of the budget
        }
        peer.send(bytes.toByteArray());
      }
      for (int i = 0; i < RESETS; i++) {
        peer.awaitFrame(RST_STREAM);
      }
      peer.send(Http2Bytes.withoutPreface().ping().toByteArray());
      peer.awaitFrame(PING);
    }
  }

  /**
   * There is memory for the call, but not for a list of ten entries. The server refuses the call
   * before it builds the list.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ListUsers", "ListRooms"})
  void aListThatExceedsTheBudgetIsRefused(String list) throws IOException {
    for (int i = 0; i < 10; i++) {
      server.join("Member-" + i).converse().enter("room-" + i);
    }
    Map<String, String> session = session(server);
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes calls = new Http2Bytes().acknowledgeSettings();
      int stream = 1;
      for (int left = SHARE_BYTES; left > 8_000; stream += 2) {
        calls.headers(stream, CONVERSE, session, true).data(stream, announcement());
        left -= 4096 + 200 + 5;
        for (int i = 0; i < 15 && left > 8_000; i++) {
          byte[] part = new byte[Math.min(16_000, left - 8_000)];
          calls.data(stream, part);
          left -= 200 + part.length;
        }
      }
      calls.headers(stream, "/charla.v1.ChatService/" + list, session, true);
      peer.send(calls.request(stream, new byte[0]).toByteArray());
      String answer = new String(peer.awaitFrame(HEADERS), StandardCharsets.US_ASCII);
      assertTrue(answer.contains("already holds too much for one connection"), answer);
    }
  }

  /**
   * Without a limit, the server would keep as many headers of its answers in its header table as
   * the peer allows.
   */
  @Test
  void theHeaderTableIsLimitedWhateverThePeerAllows() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(
          new Http2Bytes()
              .setting(HEADER_TABLE_SIZE, 1 << 30)
              .headers(1, WATCH, Map.of(), true)
              .request(1, new byte[0])
              .toByteArray());
      assertEquals(4096, tableSize(peer.awaitFrame(HEADERS)));
    }
  }

  /** Otherwise the server would keep every new size, and send all of them with the next answer. */
  @Test
  void aPeerThatChangesTheHeaderTableSizeTooOftenIsDisconnected() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes changes = new Http2Bytes();
      for (int i = 0; i < 200; i++) {
        changes.setting(HEADER_TABLE_SIZE, i % 2);
      }
      peer.send(changes.toByteArray());
      peer.awaitFrame(GOAWAY);
      peer.awaitEnd();
    }
  }

  /** Each acknowledgement that the peer has not read takes memory. */
  @Test
  void aPeerThatChangesSettingsWithoutReadingIsDisconnected() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes changes = new Http2Bytes();
      for (int i = 0; i < 100_000; i++) {
        changes.setting(INITIAL_WINDOW_SIZE, 1 << 16);
      }
      peer.send(changes.toByteArray());
      peer.awaitEnd();
    }
    Patience.await("nothing held", () -> server.heldBytes() == 0);
  }

  @Test
  void aPeerThatReadsMayChangeSettingsOften() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().toByteArray());
      peer.awaitFrame(SETTINGS); // the server's own
      peer.awaitFrame(SETTINGS); // the acknowledgement
      for (int i = 0; i < 10; i++) {
        Http2Bytes changes = Http2Bytes.withoutPreface();
        for (int change = 0; change < 500; change++) {
          changes.setting(INITIAL_WINDOW_SIZE, 1 << 16);
        }
        peer.send(changes.toByteArray());
        for (int change = 0; change < 500; change++) {
          peer.awaitFrame(SETTINGS);
        }
      }
      peer.send(Http2Bytes.withoutPreface().ping().toByteArray());
      peer.awaitFrame(PING);
    }
  }

  /** The last table size in the header block, RFC 7541, 6.3. */
  private static int tableSize(byte[] block) {
    int size = -1;
    int at = 0;
    while ((block[at] & 0xe0) == 0x20) {
      size = block[at++] & 0x1f;
      for (int shift = 0; size >= 0x1f; shift += 7) {
        size += (block[at] & 0x7f) << shift;
        if (block[at++] >= 0) {
          break;
        }
      }
    }
    return size;
  }

  /**
   * The server resets the newest or the largest watch. It does not reset an older stream whose
   * client reads.
   */
  @Test
  void healthWatchesOfAnAddressDoNotEndItsStreams() throws IOException {
    try (RunningServer other = serve(new ConnectionChanges().limitLoopback(true), "other")) {
      RawStream member = other.join("Ana").converse();
      RawStream another = other.join("Luis").converse();
      List<SilentPeer> peers = new ArrayList<>();
      try {
        for (int i = 0; i < 12; i++) {
          SilentPeer peer = SilentPeer.connect(other.port());
          peers.add(peer);
          Http2Bytes watches = new Http2Bytes().setting(INITIAL_WINDOW_SIZE, 0);
          for (int stream = 1; stream < 2 * 100; stream += 2) {
            watches.headers(stream, WATCH, Map.of(), true).request(stream, new byte[0]);
          }
          peer.send(watches.toByteArray());
          if (i < 11) {
            // The last peer has the newest watches.
            for (int answers = 0; answers < 100; answers++) {
              peer.awaitFrame(HEADERS);
            }
          }
        }
        peers
            .get(11)
            .awaitFrame(RST_STREAM); // All watches together exceed the budget of the address.
        another.say("hello");
        member.message("hello");
        assertFalse(member.ended());
      } finally {
        for (SilentPeer peer : peers) {
          peer.close();
        }
      }
    }
  }

  private RunningServer serve(ConnectionChanges limits, String directory) throws IOException {
    return RunningServer.with(
        data.resolve(directory),
        config ->
            config
                .rates(RateSettings.UNLIMITED)
                .connections(limits.settings())
                .memoryBytes(16L << 20));
  }

  private static Map<String, String> session(RunningServer server) {
    return Map.of("authorization", "Bearer " + server.join("Mallory").token());
  }

  private static boolean isOnline(RawClient watcher, String name) {
    return watcher.calls().listUsers(ListUsersRequest.getDefaultInstance()).getUsersList().stream()
        .anyMatch(
            user ->
                user.getUser().getName().equals(name)
                    && user.getPresence() == Presence.PRESENCE_ONLINE);
  }

  private static byte[] open() {
    return ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build().toByteArray();
  }

  private static byte[] message(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** The header that announces a message of 500,000 bytes. */
  private static byte[] announcement() {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(500_000).array();
  }
}
