package chat.charla.server.process;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.ServerProgram;
import java.util.ArrayList;
import java.util.List;

/** Clients connected to a server process. Closing this closes them. Not thread-safe. */
public final class Clients implements AutoCloseable {
  private final ServerProgram server;
  private final List<RawClient> clients = new ArrayList<>();

  /** Creates an empty set. The first client waits until the server listens. */
  public Clients(ServerProgram server) {
    this.server = server;
  }

  /** A new connection without a token. */
  public RawClient connect() {
    RawClient client = RawClient.connect(server.port());
    clients.add(client);
    return client;
  }

  /** A new connection with a new identity. */
  public RawClient join(String name) {
    return connect().join(name);
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
  }
}
