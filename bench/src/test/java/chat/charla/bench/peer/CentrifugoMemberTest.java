package chat.charla.bench.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.testkit.Patience;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member counts each publication once, answers pings, and fails if something is wrong. */
final class CentrifugoMemberTest {
  private static final byte[] PING = {0};
  private static final byte[] CONNECTED = reply(number(1, 1), field(5, number(7, 25)));
  private static final byte[] SUBSCRIBED =
      reply(number(1, 2), field(6, number(3, 1), number(9, 40)));

  private final List<Long> delivered = new ArrayList<>();
  private final Deliveries deliveries = (reader, number) -> delivered.add(number);
  private int subscribed;

  @Test
  void deliversEachPublicationOnceAndAnswersAPing() {
    byte[] script =
        join(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII),
            frame(CONNECTED),
            frame(SUBSCRIBED),
            frame(publication(41, 0, 100)),
            frame(PING),
            frame(publication(42, 1, 100), publication(43, 2, 100)),
            frame(publication(44, 3, 70_000)));
    byte[] written = play(script, 4);
    assertEquals(List.of(0L, 1L, 2L, 3L), delivered);
    assertEquals(1, subscribed);
    List<byte[]> commands = commands(written);
    assertEquals(3, commands.size());
    assertArrayEquals(PING, commands.get(2), "the answer to a ping is a command without fields");
  }

  @Test
  void failsIfThereIsNoHistory() {
    assertFails("no history", frame(CONNECTED), frame(reply(number(1, 2), field(6))));
  }

  @Test
  void failsIfAPublicationIsMissing() {
    assertFails(
        "offset 42 comes after 40",
        frame(CONNECTED),
        frame(SUBSCRIBED),
        frame(publication(42, 1, 100)));
  }

  @Test
  void failsIfACommandIsRefused() {
    byte[] denied = "permission denied".getBytes(StandardCharsets.US_ASCII);
    assertFails(
        "permission denied", frame(CONNECTED), frame(reply(number(1, 2), field(2, denied))));
  }

  private void assertFails(String why, byte[]... frames) {
    byte[] accepted = "HTTP/1.1 101 \r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    BenchFailure failure =
        assertThrows(BenchFailure.class, () -> play(join(accepted, join(frames)), 1));
    assertTrue(String.valueOf(failure.getMessage()).contains(why), failure.getMessage());
  }

  /**
   * Sends the script to a member until the member has delivered {@code messages} messages. Returns
   * the bytes that the member has sent.
   */
  private byte[] play(byte[] script, int messages) {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<byte[]> written =
          CompletableFuture.supplyAsync(() -> serve(server, script));
      try (Loop loop = new Loop()) {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        new CentrifugoMember(loop, address, "room:1", 0, deliveries, () -> subscribed++);
        loop.runUntil("messages", Patience.LIMIT, () -> delivered.size() >= messages);
      }
      return written.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the first 600 bytes in pieces of seven, and the rest at once, whatever the client sends.
   * Returns what the client has sent.
   */
  private static byte[] serve(ServerSocket server, byte[] script) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (Socket client = server.accept()) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      int at = 0;
      while (at < script.length) {
        int piece = Math.min(at < 600 ? 7 : script.length, script.length - at);
        out.write(script, at, piece);
        at += piece;
      }
      client.getInputStream().transferTo(read);
    } catch (IOException closed) {
      // The client has closed with unread data.
    }
    return read.toByteArray();
  }

  /** The payloads of the frames after the client's request. */
  private static List<byte[]> commands(byte[] written) {
    byte[] end = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer rest = ByteBuffer.wrap(written);
    rest.position(Scan.indexOf(written, 0, written.length, end) + end.length);
    List<byte[]> commands = new ArrayList<>();
    while (rest.hasRemaining()) {
      assertEquals((byte) 0x82, rest.get(), "a binary message of one frame");
      byte[] payload = new byte[rest.get() & 0x7f];
      byte[] mask = new byte[4];
      rest.get(mask).get(payload);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % mask.length];
      }
      commands.add(payload);
    }
    return commands;
  }

  private static byte[] publication(long offset, long text, int size) {
    byte[] author = field(5, field(2, "0b7c2e54".getBytes(StandardCharsets.US_ASCII)));
    byte[] publication = join(field(4, Texts.bytes(text, size)), author, number(6, offset));
    return reply(
        field(4, field(2, "room:1".getBytes(StandardCharsets.US_ASCII)), field(4, publication)));
  }

  private static byte[] reply(byte[]... fields) {
    byte[] reply = join(fields);
    return join(varint(reply.length), reply);
  }

  private static byte[] frame(byte[]... replies) {
    byte[] payload = join(replies);
    ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) 0x82);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.limit()];
    frame.get(bytes);
    return bytes;
  }

  private static byte[] number(int field, long value) {
    return join(varint(field << 3), varint(value));
  }

  private static byte[] field(int field, byte[]... contents) {
    byte[] content = join(contents);
    return join(varint(field << 3 | 2), varint(content.length), content);
  }

  private static byte[] varint(long value) {
    byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(value)];
    try {
      CodedOutputStream.newInstance(bytes).writeUInt64NoTag(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
