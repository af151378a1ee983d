package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.MemoryBudget;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Output for which no call is charged; the connection is charged instead. If memory is scarce, the
 * server first closes connections with such a charge. So a correct client must cause none.
 */
class UnchargedOutputTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = new Connection(channel);
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final UnchargedOutput output =
      new UnchargedOutput(
          connection,
          new ConnectionTasks(connection),
          holder -> budget.open(budget.connection(Origin.EXEMPT), Origin.EXEMPT, holder));

  @AfterEach
  void close() {
    output.close();
    channel.close();
  }

  /**
   * A client changes its window while it reads a long answer. A call is charged for this answer.
   */
  @Test
  void aFewAcknowledgementsBesideALongAnswerAreNotCharged() {
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[100 * 1024]));
    assertTrue(output.acknowledge());
    assertTrue(output.isRelevant());

    assertFalse(output.charge(connection.pending()));
    assertEquals(0, budget.server().used());
  }

  @Test
  void manyAcknowledgementsAreCharged() {
    for (int i = 0; i < 100; i++) {
      assertTrue(output.acknowledge());
    }
    assertTrue(output.isRelevant());

    assertTrue(output.charge(0));
    assertEquals(100 * 256, budget.server().used());

    output.flushed();
    assertFalse(output.charge(0));
    assertEquals(0, budget.server().used());
  }
}
