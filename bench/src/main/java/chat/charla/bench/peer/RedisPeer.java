package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.ServerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Redis pub/sub: nothing stored. */
final class RedisPeer implements Peer {
  private static final int AT_ONCE = 64;

  private final ServerProcess process;
  private final InetSocketAddress address;

  RedisPeer(Path program, Path folder) {
    int port = ServerProcess.freePort();
    Path configuration =
        PeerFiles.write("redis.conf", folder, Map.of("port", Integer.toString(port)));
    process =
        ServerProcess.start("redis", folder, List.of(program.toString(), configuration.toString()));
    address = process.awaitPort(port);
  }

  @Override
  public ServerProcess process() {
    return process;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    Gathering.of(
        loop,
        members,
        AT_ONCE,
        (index, whenIn) -> new RedisSubscriber(loop, address, name, index, deliveries, whenIn));
    return new RedisRoom(new RedisPublisher(loop, address, name));
  }

  private record RedisRoom(RedisPublisher publisher) implements Room {
    @Override
    public boolean acknowledges() {
      return false;
    }

    @Override
    public void send(long number, int size) {
      publisher.send(number, size);
    }
  }
}
