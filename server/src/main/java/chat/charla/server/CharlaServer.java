package chat.charla.server;

import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.server.admin.AdminListener;
import chat.charla.server.admin.AdminToken;
import chat.charla.server.admin.Administration;
import chat.charla.server.admin.Reloader;
import chat.charla.server.chat.Chat;
import chat.charla.server.chat.ChatAssembly;
import chat.charla.server.chat.ChatEnvironment;
import chat.charla.server.chat.ProtoFormat;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.disk.DiskLevel;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.disk.FileSystemDisk;
import chat.charla.server.grpc.AdminCalls;
import chat.charla.server.grpc.Endpoint;
import chat.charla.server.grpc.GrpcServer;
import chat.charla.server.grpc.TlsContext;
import chat.charla.server.health.Health;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.logging.TemporaryLevels;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.metrics.Metrics;
import chat.charla.server.metrics.MetricsEndpoint;
import chat.charla.server.name.NameRules;
import chat.charla.server.oidc.IdTokens;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.oidc.OidcIssuer;
import chat.charla.server.password.HashThreads;
import chat.charla.server.room.Activity;
import chat.charla.server.scheduling.BorrowingScheduler;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StorageListener;
import chat.charla.server.storage.WatchedStorage;
import chat.charla.server.storage.sqlite.SqliteStorage;
import chat.charla.server.tls.TlsReloader;
import chat.charla.server.tls.TlsSettings;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A complete server in this process. The constructor connects the parts. The owner must call {@link
 * #start} once, and then {@link #close} once; the server serves clients between these calls.
 */
public final class CharlaServer implements AutoCloseable {
  private final MemoryBudget memory;
  private final Storage storage;
  private final BorrowingScheduler core;
  private final BorrowingScheduler healthScheduler;
  private final BorrowingScheduler diskScheduler;
  private final DiskWatch disk;
  private final HashThreads hashThreads;
  private final @Nullable OidcIssuer idTokens;
  private final Chat chat;
  private final InetSocketAddress address;
  private final @Nullable TlsReloader tls;
  private final @Nullable MetricsEndpoint metrics;
  private final GrpcServer grpc;
  private final AdminToken adminToken;
  private final BorrowingScheduler adminScheduler;
  private final Administration administration;
  private volatile Reloader reloader = Reloader.WITHOUT_FILE;

  /** Like the other constructor, but without listeners for the disk and for administration. */
  public CharlaServer(ServerConfig config, Activity activity) throws IOException {
    this(config, activity, change -> {}, AdminListener.NONE);
  }

  /**
   * Connects the parts, but does not open the storage or start any part.
   *
   * @param diskListener receives each change of the disk's level
   * @param adminListener receives the actions of operators
   * @throws IOException if a host name cannot be resolved
   */
  public CharlaServer(
      ServerConfig config,
      Activity activity,
      DiskWatch.Listener diskListener,
      AdminListener adminListener)
      throws IOException {
    this.address = new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
    this.memory = new MemoryBudget(config.memoryBytes());
    this.core = new BorrowingScheduler("charla-core");
    this.healthScheduler = new BorrowingScheduler("charla-health");
    Health health = new Health(healthScheduler, core);
    this.diskScheduler = new BorrowingScheduler("charla-disk");
    this.disk =
        new DiskWatch(
            new FileSystemDisk(config.data()),
            config.minFreeDisk(),
            diskScheduler,
            change -> {
              health.setDiskTooLow(change.level() == DiskLevel.TOO_LOW);
              diskListener.diskLevelChanged(change);
            });
    Metrics exported = config.metrics() == null ? null : new Metrics();
    StorageListener listener =
        exported == null ? StorageListener.NONE : new StorageMetrics(exported);
    this.storage =
        new WatchedStorage(storage(config, listener), new ProtoFormat(), health, listener);
    this.hashThreads = new HashThreads(memory);
    Issuer issuer = config.oidc();
    this.idTokens = issuer == null ? null : new OidcIssuer(issuer);
    MemoryShare windows = memory.part(config.windowBytes());
    LocalDelivery delivery = new LocalDelivery(storage.messages(), core, new WindowBudget(windows));
    this.chat =
        ChatAssembly.assemble(
            ChatConfigs.chat(config, isRemotelyReachable()),
            storage,
            delivery,
            new ChatEnvironment(
                core,
                health,
                disk::level,
                InstantSource.system(),
                new SecureRandom(),
                hashThreads,
                idTokens == null ? IdTokens.NONE : idTokens,
                activity,
                adminListener::administered));
    TlsSettings protection = config.tls();
    TlsContext context = protection == null ? null : new TlsContext(protection.clientKeys());
    this.tls =
        protection == null || context == null
            ? null
            : new TlsReloader(protection, config.data(), config.host(), context);
    this.adminToken = new AdminToken(config.data(), new SecureRandom());
    this.adminScheduler = new BorrowingScheduler("charla-admin");
    this.administration =
        new Administration(
            () -> status(config, health, delivery),
            new TemporaryLevels(adminScheduler, InstantSource.system()),
            new DatabaseBackups(config.data()),
            () -> reloader.reload(),
            chat::notify,
            chat::record,
            config.data(),
            InstantSource.system(),
            adminListener);
    this.grpc =
        new GrpcServer(
            new Endpoint(address, config.loops(), context),
            config.connections(),
            memory,
            chat,
            delivery,
            new AdminCalls(administration, adminToken::matches));
    if (exported != null) {
      ServerMetrics named = new ServerMetrics(exported);
      named.process();
      named.health(health);
      named.connections(grpc, config.connections().limits().maxConnections());
      named.chat(chat.figures(), config);
      named.delivery(delivery);
      named.memory(memory.server(), windows);
      named.space(storage);
      named.disk(disk);
      if (tls != null) {
        named.certificates(tls);
      }
    }
    this.metrics = endpoint(config.metrics(), exported);
  }

  private GetStatusResponse status(ServerConfig config, Health health, LocalDelivery delivery) {
    return new ServerStatus(
            config, health, grpc, chat.figures(), delivery, memory.server(), storage, disk, tls)
        .read();
  }

  private static @Nullable MetricsEndpoint endpoint(
      @Nullable HostAndPort address, @Nullable Metrics exported) throws MetricsAddressException {
    if (address == null || exported == null) {
      return null;
    }
    try {
      InetAddress host = InetAddress.getByName(address.getHost());
      return new MetricsEndpoint(new InetSocketAddress(host, address.getPort()), exported);
    } catch (IOException e) {
      throw new MetricsAddressException(e);
    }
  }

  /**
   * Opens the data directory and starts to listen.
   *
   * @throws chat.charla.server.storage.StorageException if the data directory cannot be used
   * @throws chat.charla.server.tls.TlsException if certificate or key cannot be used
   * @throws IOException if an address cannot be bound; a {@link MetricsAddressException} if it is
   *     the address of the metrics
   */
  public void start() throws IOException {
    boolean started = false;
    try {
      CompletableFuture<Void> names = CompletableFuture.runAsync(NameRules::prepare);
      storage.start();
      disk.start();
      if (tls != null) {
        tls.start();
      }
      restore();
      names.join();
      if (metrics != null) {
        startMetrics(metrics);
      }
      adminToken.generate();
      grpc.start();
      adminToken.writeAddress(localAddress());
      chat.watch(grpc::serving);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** The address of the server for programs on this machine. */
  private String localAddress() {
    boolean everywhere = address.getAddress().isAnyLocalAddress();
    return Console.address(everywhere ? "localhost" : address.getHostString(), grpc.port());
  }

  private static void startMetrics(MetricsEndpoint endpoint) throws MetricsAddressException {
    try {
      endpoint.start();
    } catch (IOException e) {
      throw new MetricsAddressException(e);
    }
  }

  private void restore() {
    try {
      chat.start().toCompletableFuture().join();
    } catch (LogUnavailableException e) {
      throw storage.explain(e);
    } catch (CompletionException e) {
      throw e.getCause() instanceof LogUnavailableException failure
          ? storage.explain(failure)
          : e.getCause() instanceof StorageException damaged ? damaged : e;
    }
  }

  /**
   * Changes the settings that can change while the server runs: the greeting, how many messages
   * rooms keep, the time until a lost stream is announced, the rates of addresses, the limit that
   * defines flooding, and how much of the disk should be free. Ignores all other settings. Returns
   * when the changes are in force; the server checks the disk a moment later. The caller must have
   * started the server.
   */
  public void reload(ServerConfig config) {
    chat.adjust(
            ChatConfigs.settings(config), config.retention().messages(), config.retention().ages())
        .toCompletableFuture()
        .join();
    disk.change(config.minFreeDisk());
  }

  /** Sets the object that carries out calls to reload the configuration. */
  void setReloader(Reloader changed) {
    reloader = changed;
  }

  /** The port on which the server listens. */
  public int port() {
    return grpc.port();
  }

  /** The port of the metrics; 0 if the server does not serve metrics. */
  public int metricsPort() {
    return metrics == null ? 0 : metrics.port();
  }

  /** Whether other machines can reach the metrics. */
  public boolean areMetricsReadableByOthers() {
    return metrics != null && metrics.isRemotelyReachable();
  }

  /** The number of open connections. */
  public int openConnections() {
    return grpc.openConnections();
  }

  /**
   * The number of connections that the server has refused, or closed in favour of others, since its
   * start.
   */
  public long refusedConnections() {
    return grpc.refusedConnections();
  }

  /** The part of the memory budget that is in use, in bytes. */
  public long heldBytes() {
    return memory.server().used();
  }

  /**
   * The SHA-256 fingerprint of the certificate that is in use for new connections; empty without
   * TLS.
   */
  public Optional<String> fingerprint() {
    return Optional.ofNullable(tls).map(TlsReloader::fingerprint);
  }

  /** Whether the server accepts unencrypted connections from other machines. */
  public boolean isReadableByOthers() {
    return tls == null && isRemotelyReachable();
  }

  /**
   * Tells every client to reconnect later, finishes pending work, and closes. This takes up to 10
   * s.
   */
  @Override
  public void close() {
    adminToken.revoke();
    grpc.announceShutdown();
    healthScheduler.close();
    diskScheduler.close();
    administration.close();
    adminScheduler.close();
    chat.drain();
    grpc.shutdown();
    core.close();
    hashThreads.close();
    if (idTokens != null) {
      idTokens.close();
    }
    grpc.close();
    if (tls != null) {
      tls.close();
    }
    storage.close();
    if (metrics != null) {
      metrics.close();
    }
  }

  /** Creates the storage. Only this method names a storage adapter. */
  private static Storage storage(ServerConfig config, StorageListener listener) {
    return new SqliteStorage(config.data(), listener);
  }

  private boolean isRemotelyReachable() {
    return !address.getAddress().isLoopbackAddress();
  }
}
