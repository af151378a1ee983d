package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.channel.DefaultChannelId;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  /** The server counts a connection as open until the connection ends. */
  @Test
  void aConnectionThatIsClosedBeforeItHasAnEventLoopEnds() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false);
    Connection connection = new Connection(channel);
    ConnectionGate gate =
        new ConnectionGate(ConnectionLimits.DEFAULT, ClientAddresses.WITHOUT_PROXIES);
    channel.pipeline().addLast(new ConnectionBeginning(connection, gate));

    connection.resetSoon();
    assertFalse(channel.closeFuture().isDone());
    channel.register();
    channel.runPendingTasks();

    assertTrue(channel.closeFuture().isDone());
  }
}
