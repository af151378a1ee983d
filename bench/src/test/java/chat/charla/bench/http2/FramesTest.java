package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FramesTest {

  @Test
  void aFrameHasLengthTypeFlagsAndStream() {
    byte[] frame = Frames.frame(Frames.HEADERS, Frames.END_HEADERS, 0x01020304, new byte[70_000]);
    assertEquals(70_000, Frames.length(frame, 0));
    assertEquals(Frames.HEADERS, Frames.type(frame, 0));
    assertEquals(Frames.END_HEADERS, Frames.flags(frame, 0));
    assertEquals(0x01020304, Frames.stream(frame, 0));
    assertEquals(Frames.HEADER_LENGTH + 70_000, frame.length);
  }

  @Test
  void aMessageIsPrefixedByItsLength() {
    assertArrayEquals(
        new byte[] {0, 0, 8, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 3, 'a', 'b', 'c'},
        Frames.message(3, new byte[] {'a', 'b', 'c'}, true));
  }

  @Test
  void theFirstFramesDisableTheHeaderTableAndAnnounceTheWindows() {
    byte[] greeting = Frames.greeting(Frames.LARGEST_WINDOW);
    int settings = Frames.PREFACE.length;
    assertArrayEquals(Frames.PREFACE, Arrays.copyOf(greeting, settings));
    assertArrayEquals(
        new byte[] {
          0,
          0,
          12,
          4,
          0,
          0,
          0,
          0,
          0, // SETTINGS
          0,
          1,
          0,
          0,
          0,
          0, // no header table
          0,
          4,
          0x7f,
          -1,
          -1,
          -1, // 2^31 - 1 for each stream
          0,
          0,
          4,
          8,
          0,
          0,
          0,
          0,
          0, // WINDOW_UPDATE of the connection
          0x7f,
          -1,
          0,
          0 // 2^31 - 1 less 65,535
        },
        Arrays.copyOfRange(greeting, settings, greeting.length));
  }
}
