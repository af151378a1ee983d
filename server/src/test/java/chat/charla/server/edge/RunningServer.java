package chat.charla.server.edge;

import chat.charla.server.CharlaServer;
import chat.charla.server.LimitSettings;
import chat.charla.server.ServerConfig;
import chat.charla.server.room.Activity;
import chat.charla.server.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process, on a free port. Closing it also closes the connections that it
 * returned.
 */
final class RunningServer implements AutoCloseable {
  private final CharlaServer server;
  private final List<RawClient> clients = new ArrayList<>();
  private boolean stopped;

  private RunningServer(CharlaServer server) {
    this.server = server;
  }

  /** A server with the defaults. */
  static RunningServer in(Path data) throws IOException {
    return with(data).start();
  }

  /** A server with other settings. */
  static Settings with(Path data) {
    return new Settings(data);
  }

  int port() {
    return server.port();
  }

  /** The number of its connections. */
  int openConnections() {
    return server.openConnections();
  }

  /** The number of connections that it has refused. */
  int refusedConnections() {
    return server.refusedConnections();
  }

  /** The bytes that it holds for peers. */
  long heldBytes() {
    return server.heldBytes();
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

  /** The settings that these tests change. */
  static final class Settings {
    private final ServerConfig defaults;
    private String host;
    private Duration nameLease;
    private Duration lossPatience = Duration.ZERO;
    private Duration identityLifetime;
    private int maxIdentities;
    private int maxRooms;
    private long retainMessages;
    private int maxTextCodePoints;
    private int maxTextBytes;
    private LimitSettings limits = LimitSettings.DEFAULT;
    private @Nullable TlsSettings tls;

    private Settings(Path data) {
      defaults = ServerConfig.in(data);
      host = defaults.host();
      nameLease = defaults.nameLease();
      identityLifetime = defaults.identityLifetime();
      maxIdentities = defaults.maxIdentities();
      maxRooms = defaults.maxRooms();
      retainMessages = defaults.retainMessages();
      maxTextCodePoints = defaults.maxTextCodePoints();
      maxTextBytes = defaults.maxTextBytes();
    }

    Settings host(String address) {
      host = address;
      return this;
    }

    Settings nameLease(Duration lease) {
      nameLease = lease;
      return this;
    }

    /** By default a loss is announced at once, so that tests need not wait for it. */
    Settings lossPatience(Duration patience) {
      lossPatience = patience;
      return this;
    }

    Settings identityLifetime(Duration lifetime) {
      identityLifetime = lifetime;
      return this;
    }

    Settings maxIdentities(int count) {
      maxIdentities = count;
      return this;
    }

    Settings maxRooms(int count) {
      maxRooms = count;
      return this;
    }

    Settings retainMessages(long count) {
      retainMessages = count;
      return this;
    }

    Settings textLimits(int codePoints, int bytes) {
      maxTextCodePoints = codePoints;
      maxTextBytes = bytes;
      return this;
    }

    Settings limits(LimitSettings settings) {
      limits = settings;
      return this;
    }

    Settings tls(TlsSettings settings) {
      tls = settings;
      return this;
    }

    RunningServer start() throws IOException {
      ServerConfig config =
          new ServerConfig(
              host,
              0,
              defaults.data(),
              defaults.welcome(),
              retainMessages,
              maxTextCodePoints,
              maxTextBytes,
              nameLease,
              lossPatience,
              identityLifetime,
              maxIdentities,
              maxRooms,
              defaults.maxPresenceDetail(),
              defaults.windowBytes(),
              2,
              limits,
              tls);
      CharlaServer server = new CharlaServer(config, Activity.NONE);
      server.start();
      return new RunningServer(server);
    }
  }
}
