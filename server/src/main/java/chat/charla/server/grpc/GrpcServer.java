package chat.charla.server.grpc;

import chat.charla.server.limit.Rate;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.session.Chat;
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
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The network side of the server: the chat, health and reflection on one port. */
public final class GrpcServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(GrpcServer.class.getName());
  private static final long PING_SECONDS = 30;
  private static final long PERMITTED_PING_SECONDS = 5;
  private static final int PENDING_CONNECTIONS = 1024;

  /** What one connection may send before it is read; a command and its headers fit. */
  private static final int WINDOW_BYTES = 256 * 1024;

  /**
   * The longest request of health and reflection, which name a service or a symbol. gRPC repeats
   * the name in its answer, and keeps it for as long as a watch lasts.
   */
  private static final int MAX_NAME_BYTES = 512;

  /**
   * What is compressed is refused by gRPC. A few bytes would become a long request, before anything
   * could see how long.
   */
  private static final DecompressorRegistry UNCOMPRESSED =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

  private final HealthStatusManager health = new HealthStatusManager();
  private final EventLoops loops;
  private final ConnectionGate gate;
  private final Server server;

  /**
   * A server that does not listen yet.
   *
   * @param settings what it takes from whoever connects
   * @param memory what all peers together can make it hold
   * @param loops how many threads serve connections
   * @param tls what encrypts connections, in use before this is started; null for plaintext
   */
  @SuppressWarnings("deprecation") // Reflection v1alpha is what older tools speak.
  public GrpcServer(
      InetSocketAddress address,
      Chat chat,
      ConnectionSettings settings,
      MemoryBudget memory,
      int loops,
      @Nullable TlsContext tls) {
    this.loops = new EventLoops(loops);
    ClientAddresses clients =
        new ClientAddresses(
            settings.limitLoopback(), settings.trustedProxies(), settings.forwardedHeader());
    this.gate = new ConnectionGate(settings, clients);
    int maxBytes = settings.maxRequestBytes();
    RequestGuard guard =
        new RequestGuard(clients, this.loops::currentTimers, settings.requestTimeout());
    int maxCalls = settings.maxCallsPerConnection();
    MemoryGuard memoryGuard = new MemoryGuard(memory, clients, maxCalls, settings.requestTimeout());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .sslContext(tls)
            .directExecutor()
            .bossEventLoopGroup(this.loops.acceptor())
            .workerEventLoopGroup(this.loops.workers())
            .channelFactory(this.loops.listeners(gate))
            .withOption(ChannelOption.SO_BACKLOG, PENDING_CONNECTIONS)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(PERMITTED_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .handshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .maxConcurrentCallsPerConnection(maxCalls)
            .decompressorRegistry(UNCOMPRESSED)
            .maxInboundMessageSize(2 * maxBytes)
            .maxInboundMetadataSize(settings.maxHeaderBytes())
            .flowControlWindow(WINDOW_BYTES)
            .addTransportFilter(guard)
            .intercept(guard)
            .addService(new ChatService(chat, this.loops::current, clients, maxBytes).bind())
            .addService(ReadableRequests.only(health.getHealthService(), MAX_NAME_BYTES))
            .addService(
                ReadableRequests.only(ProtoReflectionServiceV1.newInstance(), MAX_NAME_BYTES))
            .addService(ReadableRequests.only(ProtoReflectionService.newInstance(), MAX_NAME_BYTES))
            .fallbackHandlerRegistry(new UnknownMethods());
    if (clients.trustsProxies()) {
      builder.intercept(
          new CallGuard(clients, maxCalls, Connection.MAX_TAKEN_BACK, System::nanoTime));
    } else {
      Rate resets = Connection.MAX_TAKEN_BACK;
      builder.maxRstFramesPerWindow(resets.count(), (int) resets.period().toSeconds());
    }
    // The last interceptor is the outermost.
    this.server = memoryGuard.guard(builder).intercept(new FatalFailures()).build();
  }

  /**
   * Listens.
   *
   * @throws BindException if somebody else listens there
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

  /** Each transport has its own way to say that somebody else listens there. */
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

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** How much memory there can be outside the heap for what is read and written, in bytes. */
  public static long directMemory() {
    return PlatformDependent.maxDirectMemory();
  }

  /** How many connections are open at the moment. */
  public int openConnections() {
    return gate.open();
  }

  /** How many connections were refused because there were too many. */
  public int refusedConnections() {
    return gate.refused();
  }

  /** Tells health checks whether the chat works. The server as such serves all the same. */
  public void serving(boolean works) {
    LOG.log(
        works ? Level.INFO : Level.WARNING,
        works ? "Health: serving again" : "Health: not serving");
    health.setStatus(
        ChatServiceGrpc.SERVICE_NAME, works ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Tells health checks that it is not serving any more. */
  public void announceShutdown() {
    health.enterTerminalState();
  }

  /** Takes no more calls, lets the present ones end for a moment, and ends the rest. */
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

  /** Ends the event loops, when nobody answers calls any more. */
  @Override
  public void close() {
    loops.close();
  }
}
