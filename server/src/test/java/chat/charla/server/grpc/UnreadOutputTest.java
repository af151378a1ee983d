package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import org.junit.jupiter.api.Test;

/**
 * What the server does with a connection if the peer does not read what the server has written:
 * first the server stops reading from the connection, and then it closes the connection.
 */
class UnreadOutputTest extends MeteredConnectionFixture {
  /** The peer has so many unread bytes that the server stops reading from the connection. */
  @Test
  void theServerStopsReadingFromAPeerThatDoesNotRead() {
    enqueue(300 * 1024);
    assertFalse(channel.config().isAutoRead());

    channel.flush();
    advance();

    assertTrue(channel.config().isAutoRead());
    assertTrue(channel.isOpen());
  }

  @Test
  void theConnectionIsClosedIfThePeerStillDoesNotRead() {
    enqueue(300 * 1024);
    assertTrue(channel.isOpen());

    advance();

    assertFalse(channel.isOpen());
  }

  /**
   * When the server has stopped reading, it still answers the frames that have already arrived. It
   * does so until the peer has twice as many unread bytes.
   */
  @Test
  void theConnectionIsClosedAtTheNextCallIfThePeerHasTwiceAsManyUnreadBytes()
      throws Http2Exception {
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[400 * 1024]));
    readHeaders(3);
    assertTrue(channel.isOpen());

    var more = channel.write(Unpooled.wrappedBuffer(new byte[200 * 1024]));
    assertThrows(Http2Exception.class, () -> readHeaders(5));

    assertFalse(channel.isOpen());
  }

  /** The peer has fewer unread bytes than those at which the server stops reading. */
  @Test
  void theServerContinuesReadingFromAPeerThatReadsSlowly() {
    long before = budget.server().used();
    enqueue(200 * 1024);
    assertTrue(budget.server().used() >= before + 200 * 1024);
    advance();
    assertTrue(channel.config().isAutoRead());
    assertTrue(channel.isOpen());

    channel.flush();
    advance();
    assertEquals(before, budget.server().used());
  }

  @Test
  void theConnectionIsClosedIfThePeerHasTooManyUnreadAcknowledgements() throws Http2Exception {
    long before = budget.server().used();
    readSettings(1_000);
    var unread = channel.write(Unpooled.wrappedBuffer(new byte[1]));
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
    assertTrue(channel.isOpen());
    assertEquals(before + 256_000, budget.server().used());

    assertThrows(Http2Exception.class, () -> readSettings(1));

    assertFalse(channel.isOpen());
    // The read that has closed the connection still makes this call when it completes.
    connection().chargeUncharged();
    assertEquals(0, budget.server().used());
  }

  @Test
  void theConnectionOfAPeerThatReadsItsAcknowledgementsStaysOpen() throws Http2Exception {
    long before = budget.server().used();
    for (int i = 0; i < 5; i++) {
      channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
      readSettings(900);
      channel.pipeline().fireChannelReadComplete();
    }
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);

    assertTrue(channel.isOpen());
    assertEquals(before, budget.server().used());
  }

  /** Writes bytes that the peer does not read, and then lets the server read. */
  private void enqueue(int bytes) {
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[bytes]));
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
  }

  /** Lets the server read settings, which it acknowledges. */
  private void readSettings(int times) throws Http2Exception {
    for (int i = 0; i < times; i++) {
      http2
          .decoder()
          .frameListener()
          .onSettingsRead(channel.pipeline().context(http2), new Http2Settings());
    }
  }
}
