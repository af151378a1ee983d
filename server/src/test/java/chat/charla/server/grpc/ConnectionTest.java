package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.grpc.netty.shaded.io.netty.channel.DefaultChannelId;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  /** The address would mean the server's own machine, to which other rules apply. */
  @Test
  void aLoopbackAddressThatAProxyOnAnotherMachineNamesIsUnknown() {
    InetAddress loopback = InetAddresses.forString("127.0.0.1");
    Connection remote = new Connection(channelOf("10.0.0.1"));
    remote.setForwardedClient(loopback);
    Connection local = new Connection(channelOf("127.0.0.1"));
    local.setForwardedClient(loopback);

    assertEquals(InetAddresses.forString("0.0.0.0"), remote.peer());
    assertEquals(loopback, local.peer());
  }

  private static EmbeddedChannel channelOf(String peer) {
    return new EmbeddedChannel() {
      @Override
      protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(InetAddresses.forString(peer), 1);
      }
    };
  }

  /** The server counts a connection as open until the connection ends. */
  @Test
  void aConnectionThatIsClosedBeforeItHasAnEventLoopEnds() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false);
    Connection connection = new Connection(channel);
    ConnectionGate gate =
        new ConnectionGate(ConnectionLimits.DEFAULT, ClientAddresses.WITHOUT_PROXIES);
    channel.pipeline().addLast(new ConnectionBeginning(connection, gate));

    connection.resetFromAnyThread();
    assertFalse(channel.closeFuture().isDone());
    channel.register();
    channel.runPendingTasks();

    assertTrue(channel.closeFuture().isDone());
  }
}
