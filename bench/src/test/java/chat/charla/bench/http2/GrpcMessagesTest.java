package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.bench.BenchFailure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GrpcMessagesTest {
  private final List<String> received = new ArrayList<>();
  private final GrpcHandler handler =
      new GrpcHandler() {
        @Override
        public void message(byte[] bytes, int from, int to) {
          received.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }

        @Override
        public void ended() {
          throw new AssertionError("the call must not end");
        }
      };

  @Test
  void messagesAreWholeHoweverTheyAreSplitIntoFrames() {
    List<String> sent = List.of("", "a", "x".repeat(4), "y".repeat(300), "", "z".repeat(70_000));
    byte[] stream = stream(sent);
    for (long seed = 0; seed < 200; seed++) {
      received.clear();
      GrpcMessages messages = new GrpcMessages();
      Random random = new Random(seed);
      int longest = 1 + random.nextInt(seed % 2 == 0 ? 12 : 20_000);
      for (int at = 0; at < stream.length; ) {
        int length = Math.min(stream.length - at, 1 + random.nextInt(longest));
        // A slice of a buffer whose rest belongs to other data.
        byte[] buffer = new byte[length + 7];
        System.arraycopy(stream, at, buffer, 3, length);
        messages.data(buffer, 3, 3 + length, handler);
        Arrays.fill(buffer, (byte) '!');
        at += length;
      }
      assertEquals(sent, received, "seed " + seed);
      assertFalse(messages.incomplete(), "seed " + seed);
    }
  }

  @Test
  void invalidMessagesAreRefused() {
    GrpcMessages messages = new GrpcMessages();
    byte[] compressed = {1, 0, 0, 0, 1, 'a'};
    assertThrows(
        BenchFailure.class, () -> messages.data(compressed, 0, compressed.length, handler));
  }

  private static byte[] stream(List<String> messages) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (String message : messages) {
      byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
      byte[] frame = Frames.message(1, bytes, false);
      stream.write(frame, Frames.HEADER_LENGTH, frame.length - Frames.HEADER_LENGTH);
    }
    return stream.toByteArray();
  }
}
