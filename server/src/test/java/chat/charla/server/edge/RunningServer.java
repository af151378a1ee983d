package chat.charla.server.edge;

import chat.charla.server.CharlaServer;
import chat.charla.server.ServerConfig;
import chat.charla.server.disk.MinFree;
import chat.charla.server.room.Activity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A server in this process, on a free port. Closing it also closes the connections that it
 * returned.
 */
final class RunningServer implements AutoCloseable {
  private final CharlaServer server;
  private final Path data;
  private final List<RawClient> clients = new ArrayList<>();
  private boolean stopped;

  private RunningServer(CharlaServer server, Path data) {
    this.server = server;
    this.data = data;
  }

  /** A server with the defaults. */
  static RunningServer in(Path data) throws IOException {
    return with(data, defaults -> defaults);
  }

  /**
   * A server with other settings. By default it has two event loops, and announces the loss of a
   * stream at once, so that tests need not wait for the announcement. It ignores how full the disk
   * of the test's machine is.
   */
  static RunningServer with(Path data, UnaryOperator<ServerConfig.Builder> settings)
      throws IOException {
    ServerConfig.Builder defaults =
        ServerConfig.builder(data)
            .port(0)
            .loops(2)
            .lossDelay(Duration.ZERO)
            .minFreeDisk(MinFree.NONE);
    CharlaServer server = new CharlaServer(settings.apply(defaults).build(), Activity.NONE);
    server.start();
    return new RunningServer(server, data);
  }

  int port() {
    return server.port();
  }

  /** The port of the metrics; 0 if the server has none. */
  int metricsPort() {
    return server.metricsPort();
  }

  /** The number of connections that are open now. */
  int openConnections() {
    return server.openConnections();
  }

  /** How many connections the server has refused, or closed in favour of newer ones. */
  long refusedOrReplaced() {
    return server.refusedConnections();
  }

  /** How many bytes the server holds for peers, as its memory budget counts them. */
  long heldBytes() {
    return server.heldBytes();
  }

  /** The administration token. */
  String adminToken() throws IOException {
    return Files.readString(data.resolve("admin-token")).strip();
  }

  /** A new connection without a token. */
  RawClient connect() {
    RawClient client = RawClient.connect(port());
    clients.add(client);
    return client;
  }

  /** A new connection with a new identity. */
  RawClient join(String name) {
    return connect().join(name);
  }

  /** Shuts the server down as a signal would, and keeps the test's connections open. */
  void stop() {
    if (!stopped) {
      stopped = true;
      server.close();
    }
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    stop();
  }
}
