package chat.charla.server.grpc;

import chat.charla.server.chat.Chat;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.limit.Rate;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.ChatServiceGrpc;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.util.concurrent.TimeUnit;

/** The gRPC server: the chat, administration, health and reflection services on one port. */
public final class GrpcServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(GrpcServer.class.getName());
  private static final long PING_SECONDS = 30;
  private static final long PERMITTED_PING_SECONDS = 5;
  private static final int PENDING_CONNECTIONS = 1024;

  /**
   * The flow control window of a call in bytes: how many bytes a peer may send before the server
   * has read them. By default, the window is as large as the largest request. gRPC enlarges the
   * connection's window again as bytes arrive, so that a call whose commands are not read does not
   * block other calls.
   */
  private static final int WINDOW_BYTES = 256 * 1024;

  /**
   * The maximum length of a request to the health or reflection service. Such a request contains
   * the name of a service or a symbol. gRPC repeats the name in the answer. For a {@code Watch}
   * call, gRPC keeps the name until the call ends.
   */
  private static final int MAX_NAME_BYTES = 512;

  /**
   * With this registry gRPC refuses compressed requests. A few compressed bytes could expand to a
   * large request before the server could check its size.
   */
  private static final DecompressorRegistry UNCOMPRESSED =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

  private final HealthStatusManager health = new HealthStatusManager();
  private final EventLoops loops;
  private final ConnectionGate gate;
  private final MemoryGuard memoryGuard;
  private final RefusalCounts refusals = new RefusalCounts();
  private final Server server;

  /**
   * Creates a server that does not listen yet.
   *
   * @param settings the limits and timeouts of connections and calls
   * @param memory the memory budget for the data of all peers together
   * @param delivery delivers the chat's events
   * @param admin the calls of administrators
   */
  @SuppressWarnings("deprecation") // Older tools use reflection v1alpha.
  public GrpcServer(
      Endpoint endpoint,
      ConnectionSettings settings,
      MemoryBudget memory,
      Chat chat,
      LocalDelivery delivery,
      AdminCalls admin) {
    this.loops = new EventLoops(endpoint.loops());
    ClientAddresses clients = settings.clients();
    TlsContext tls = endpoint.tls();
    ClientCertificates certificates =
        new ClientCertificates(tls != null && tls.acceptsClientKeys(), clients);
    ConnectionLimits limits = settings.limits();
    ConnectionTimes times = settings.times();
    this.gate = new ConnectionGate(limits, clients);
    int maxBytes = limits.maxRequestBytes();
    int maxCalls = limits.maxCallsPerConnection();
    ReaderLoops readerLoops = new ReaderLoops(loops, delivery);
    BanGuard banGuard = new BanGuard(chat.bans(), clients, admin.isToken(), refusals);
    chat.bans().whenBanned(banGuard::banned);
    RequestGuard guard = new RequestGuard(clients, loops::current, times.request(), refusals);
    this.memoryGuard =
        new MemoryGuard(memory, clients, maxCalls, times.request(), times.pingPeriod());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(endpoint.address())
            .sslContext(endpoint.tls())
            .directExecutor()
            .bossEventLoopGroup(loops.acceptor())
            .workerEventLoopGroup(loops.workers())
            .channelFactory(loops.listenerFactory(gate))
            .withOption(ChannelOption.SO_BACKLOG, PENDING_CONNECTIONS)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(PERMITTED_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .handshakeTimeout(times.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(times.idle().toMillis(), TimeUnit.MILLISECONDS)
            .maxConcurrentCallsPerConnection(maxCalls)
            .decompressorRegistry(UNCOMPRESSED)
            .maxInboundMessageSize(2 * maxBytes)
            .maxInboundMetadataSize(limits.maxHeaderBytes())
            .flowControlWindow(WINDOW_BYTES)
            .addTransportFilter(guard)
            .addTransportFilter(new FrameJoiner.Installer())
            .intercept(guard)
            .intercept(banGuard)
            .addService(
                new ChatService(
                        chat,
                        delivery,
                        readerLoops::current,
                        clients,
                        maxBytes,
                        refusals,
                        admin.isToken())
                    .bind())
            .addService(AccountService.bind(chat.accounts(), certificates, maxBytes, refusals))
            .addService(RoomService.bind(chat.rooms(), clients, maxBytes, refusals))
            .addService(AdminService.bind(admin, chat, clients, maxBytes, refusals))
            .addService(
                ReadableRequests.refusingInvalid(
                    health.getHealthService(), MAX_NAME_BYTES, refusals))
            .addService(
                ReadableRequests.refusingInvalid(
                    ProtoReflectionServiceV1.newInstance(), MAX_NAME_BYTES, refusals))
            .addService(
                ReadableRequests.refusingInvalid(
                    ProtoReflectionService.newInstance(), MAX_NAME_BYTES, refusals))
            .fallbackHandlerRegistry(new UnknownMethods(refusals));
    if (clients.trustsProxies()) {
      builder.intercept(
          new CallGuard(clients, maxCalls, Connection.MAX_CANCELLED, System::nanoTime, refusals));
    } else {
      Rate resets = Connection.MAX_CANCELLED;
      builder.maxRstFramesPerWindow((int) resets.count(), (int) resets.period().toSeconds());
    }
    // gRPC calls interceptors in the reverse order of their addition.
    this.server = memoryGuard.guard(builder).intercept(new FatalFailures()).build();
  }

  /**
   * Starts to listen.
   *
   * @throws BindException if the address is in use
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      loops.close();
      throw isInUse(e) ? addressInUse(e) : e;
    }
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    health.setStatus(ChatServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
  }

  /**
   * Whether the failure means that the address is in use. The transports (epoll, NIO) report this
   * in different ways.
   */
  private static boolean isInUse(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && message.contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  private static BindException addressInUse(IOException failure) {
    BindException inUse = new BindException("the address is in use");
    inUse.initCause(failure);
    return inUse;
  }

  /** The port that the server listens on. */
  public int port() {
    return server.getPort();
  }

  /** The limit of the memory outside the heap that Netty uses for its buffers, in bytes. */
  public static long directMemory() {
    return PlatformDependent.maxDirectMemory();
  }

  /**
   * The memory outside the heap that Netty holds for its buffers, in bytes; -1 if Java allocates
   * and counts these buffers.
   */
  public static long usedDirectMemory() {
    return PlatformDependent.usedDirectMemory();
  }

  /** The number of calls that were aborted since the start to free memory. */
  public long abortedCalls() {
    return memoryGuard.abortedCalls();
  }

  /** The refusals that clients have got since the start. */
  public RefusalCounts refusals() {
    return refusals;
  }

  /** The number of open connections. */
  public int openConnections() {
    return gate.open();
  }

  /** The number of connections that the server has refused or displaced since the start. */
  public long refusedConnections() {
    return gate.refused();
  }

  /**
   * Sets the health status of the chat service. The status of the server as a whole stays SERVING.
   */
  public void serving(boolean works) {
    if (works) {
      LOG.log(Level.INFO, "Health: serving again");
    } else {
      LOG.log(Level.WARNING, "Health: not serving");
    }
    health.setStatus(
        ChatServiceGrpc.SERVICE_NAME, works ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Sets all health statuses to NOT_SERVING permanently. */
  public void announceShutdown() {
    health.enterTerminalState();
  }

  /** Accepts no more calls, waits up to 3 s for the current calls to end, and cancels the rest. */
  public void shutdown() {
    server.shutdown();
    try {
      if (!server.awaitTermination(3, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the event loops. The caller must ensure that no other thread can still answer a call. */
  @Override
  public void close() {
    loops.close();
  }
}
