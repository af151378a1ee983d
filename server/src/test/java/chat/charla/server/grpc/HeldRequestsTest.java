package chat.charla.server.grpc;

import static chat.charla.server.grpc.HeldRequests.FRAME_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeldRequestsTest {
  private final HeldRequests requests = new HeldRequests();

  @Test
  void aFrameIsHeldUntilItsMessageIsRead() {
    assertEquals(105 + FRAME_BYTES, requests.arrived(105));
    assertEquals(105 + FRAME_BYTES, requests.read(100));
    assertEquals(0, requests.read(0));
  }

  @Test
  void aFrameOfOneByteCountsForMoreThanOneByte() {
    long held = 0;
    for (int i = 0; i < 15; i++) {
      held += requests.arrived(1);
    }
    assertEquals(15 * (1 + FRAME_BYTES), held);
    assertEquals(held, requests.read(10));
  }

  @Test
  void bytesAfterAMessageAreStillHeld() {
    long held = requests.arrived(40);
    assertEquals(held / 4, requests.read(5));
    assertEquals(held - held / 4, requests.read(25));
  }
}
