package chat.charla.server.grpc;

import static chat.charla.server.grpc.MeteredRequests.FRAME_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MeteredRequestsTest {
  private final MeteredRequests requests = new MeteredRequests();

  @Test
  void aFrameIsHeldUntilItsMessageIsRead() {
    assertEquals(105 + FRAME_BYTES, requests.arrived(105, 0));
    assertEquals(105 + FRAME_BYTES, requests.messageRead(100));
    assertEquals(0, requests.messageRead(0));
  }

  @Test
  void aFrameOfOneByteCountsForMoreThanOneByte() {
    long held = 0;
    for (int i = 0; i < 15; i++) {
      held += requests.arrived(1, 0);
    }
    assertEquals(15 * (1 + FRAME_BYTES), held);
    assertEquals(held, requests.messageRead(10));
  }

  @Test
  void bytesAfterAMessageAreStillHeld() {
    long held = requests.arrived(40, 0);
    assertEquals(held / 4, requests.messageRead(5));
    assertEquals(held - held / 4, requests.messageRead(25));
  }

  @Test
  void aMessageHasStoppedIfNoMoreBytesArriveInTime() {
    requests.arrived(10, 1_000);
    assertFalse(requests.hasStopped(9_000, 5_000), "no message has begun");

    requests.messageBegins(1_000);
    requests.arrived(10, 4_000);

    assertFalse(requests.hasStopped(8_999, 5_000));
    assertTrue(requests.hasStopped(9_000, 5_000));
    requests.messageRead(15);
    assertFalse(requests.hasStopped(9_000, 5_000));
  }
}
