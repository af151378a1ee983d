package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Open;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One connection, such as a proxy's, has the calls of several clients. All clients but one send
 * commands and read nothing, so the server does not read their commands either.
 *
 * <p>The window of the connection is only as large as that of one stream. But gRPC reopens the
 * connection's window as bytes arrive, even if the server does not read them. If gRPC did not, the
 * server would close this connection, because the peer of this test ignores the window.
 */
@Timeout(2 * Patience.SECONDS)
class SharedConnectionTest {
  private static final String CONVERSE = "/charla.v1.ChatService/Converse";
  private static final String JOIN = "/charla.v1.ChatService/Join";
  private static final int HEADERS = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final int RST_STREAM = 3;

  /** The id of the HTTP/2 stream of the hundredth call. */
  private static final int LAST = 199;

  /** When a stream has this number of messages to send, the server stops reading its commands. */
  private static final int MESSAGES = 12;

  private static final int TEXT_BYTES = 4_000;

  /** Together, these frames almost fill the window of a stream. */
  private static final int FRAMES = 16;

  private static final int FRAME_BYTES = 16_000;

  @TempDir private Path data;

  /** The connection has as many calls as it may have by default. */
  @Test
  @Tag("fault:unread-commands")
  void commandsThatAreNotReadHoldUpOnlyTheirStream() throws IOException {
    try (RunningServer server = serve(256L << 20);
        SilentPeer proxy = sendUnreadCommands(99, server)) {

      join(proxy);

      long sent = 99L * FRAMES * FRAME_BYTES;
      assertTrue(server.heldBytes() > sent, "no command has been read");
    }
  }

  /** The share of the connection is 4 MiB. Without limits, the server would hold 15 MB for it. */
  @Test
  void commandsThatAreNotReadCountForTheMemoryBudget() throws IOException {
    try (RunningServer server = serve(16L << 20);
        SilentPeer proxy = sendUnreadCommands(50, server)) {
      proxy.awaitFrame(RST_STREAM);

      join(proxy);

      assertTrue(server.heldBytes() < 5 << 20, () -> server.heldBytes() + " bytes are held");
    }
  }

  private RunningServer serve(long memory) throws IOException {
    return RunningServer.with(
        data, config -> config.rates(RateSettings.UNLIMITED).memoryBytes(memory));
  }

  /**
   * Sends commands that the server does not read, on this many streams of a proxy. The proxy
   * connects last, because the handshake has a time limit.
   */
  private static SilentPeer sendUnreadCommands(int streams, RunningServer server)
      throws IOException {
    RawClient connection = server.connect();
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      tokens.add(connection.join("Member-" + i).token());
    }
    RawClient writer = connection.join("Writer");
    for (int i = 0; i < MESSAGES; i++) {
      writer.say("x".repeat(TEXT_BYTES));
    }
    Http2Bytes opened = new Http2Bytes().setting(INITIAL_WINDOW_SIZE, 0).acknowledgeSettings();
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      String token = tokens.get(stream / 2);
      opened
          .headers(stream, CONVERSE, Map.of("authorization", "Bearer " + token), true)
          .data(stream, message(backlog()));
    }
    SilentPeer proxy = SilentPeer.connect(server.port());
    proxy.send(opened.toByteArray());
    Patience.await(
        "a backlog for each stream",
        () -> server.heldBytes() > (long) streams * MESSAGES * TEXT_BYTES);
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      Http2Bytes commands =
          Http2Bytes.withoutPreface()
              .data(stream, message(enter())); // The server reads only this command.
      for (int i = 0; i < FRAMES; i++) {
        commands.data(stream, new byte[FRAME_BYTES]);
      }
      proxy.send(commands.toByteArray());
    }
    return proxy;
  }

  /** Another client joins, with a long request. */
  private static void join(SilentPeer proxy) throws IOException {
    byte[] request = message(longJoin());
    Http2Bytes call = Http2Bytes.withoutPreface().headers(LAST, JOIN, Map.of(), true);
    for (int sent = 0; sent < request.length; sent += FRAME_BYTES) {
      byte[] part = new byte[Math.min(FRAME_BYTES, request.length - sent)];
      System.arraycopy(request, sent, part, 0, part.length);
      call.data(LAST, part);
    }
    proxy.send(call.end(LAST).toByteArray());
    proxy.awaitFrame(HEADERS, LAST);
  }

  private static byte[] backlog() {
    return ConverseRequest.newBuilder()
        .setOpen(Open.newBuilder().setBacklog(MESSAGES))
        .build()
        .toByteArray();
  }

  private static byte[] enter() {
    return ConverseRequest.newBuilder()
        .setEnterRoom(EnterRoom.newBuilder().setRoom("lobby"))
        .build()
        .toByteArray();
  }

  /** A request to join that is long because of a field that the server does not know. */
  private static byte[] longJoin() {
    ByteString filler = ByteString.copyFrom(new byte[200_000]);
    return JoinRequest.newBuilder()
        .setName("Ana")
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    1000, UnknownFieldSet.Field.newBuilder().addLengthDelimited(filler).build())
                .build())
        .build()
        .toByteArray();
  }

  private static byte[] message(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
