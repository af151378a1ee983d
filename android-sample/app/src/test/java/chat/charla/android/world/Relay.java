package chat.charla.android.world;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A man in the middle of all calls, who passes messages on as bytes, and so changes nothing that he
 * was not told to. In front of it lies a {@link Wire}. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  /**
   * It warns of connections that break, which they do here on purpose. Held, or it is forgotten.
   */
  private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  static {
    NETTY.setLevel(Level.SEVERE);
  }

  private final ManagedChannel upstream;
  private final Server server;
  private final Wire wire;
  private final List<RelayedCall> streams = new ArrayList<>();
  private boolean commandsHeld;
  private boolean framesHeld;
  private UnaryOperator<byte[]> rewriting = UnaryOperator.identity();

  private Relay(int serverPort, @Nullable Certificates certificates) throws IOException {
    upstream =
        NettyChannelBuilder.forAddress(
                InetAddress.getLoopbackAddress().getHostAddress(), serverPort)
            .usePlaintext()
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .fallbackHandlerRegistry(new EveryMethod())
            // As the server's.
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (certificates != null) {
      builder.useTransportSecurity(
          certificates.serverChain().toFile(), certificates.serverKey().toFile());
    }
    server = builder.build().start();
    wire = new Wire(server.getPort());
  }

  /** To the server on that port, without TLS. */
  public static Relay plaintext(int serverPort) throws IOException {
    return new Relay(serverPort, null);
  }

  /** To the server on that port; to the client it speaks TLS with that server's certificate. */
  public static Relay tls(int serverPort, Certificates certificates) throws IOException {
    return new Relay(serverPort, certificates);
  }

  /** Where to connect to. */
  public int port() {
    return wire.port();
  }

  /** The network in front of it. */
  public Wire wire() {
    return wire;
  }

  /** How many streams have been opened so far. */
  public synchronized int streams() {
    return streams.size();
  }

  /** How many streams are open now, as far as is known here. */
  public synchronized int openStreams() {
    return (int) streams.stream().filter(RelayedCall::isOpen).count();
  }

  /** From now on what clients say on streams waits here, and its order is kept. */
  public synchronized void holdCommands() {
    commandsHeld = true;
  }

  /** How many commands wait on streams that are open. */
  public synchronized int heldCommands() {
    return streams.stream().filter(RelayedCall::isOpen).mapToInt(RelayedCall::heldCommands).sum();
  }

  /** Passes on what has waited, and what comes. */
  public synchronized void passCommands() {
    commandsHeld = false;
    streams.forEach(RelayedCall::passCommands);
  }

  /** From now on what the server says on streams waits here, and its order is kept. */
  public synchronized void holdFrames() {
    framesHeld = true;
  }

  /** How many frames of the server wait on streams that are open. */
  public synchronized int heldFrames() {
    return streams.stream().filter(RelayedCall::isOpen).mapToInt(RelayedCall::heldFrames).sum();
  }

  /** Passes on what has waited, and what comes. */
  public synchronized void passFrames() {
    framesHeld = false;
    streams.forEach(RelayedCall::passFrames);
  }

  /** From now on every frame that comes from the server on a stream is replaced by this. */
  public synchronized void rewriteFrames(UnaryOperator<byte[]> with) {
    rewriting = with;
  }

  @Override
  public void close() throws IOException {
    wire.close();
    server.shutdownNow();
    upstream.shutdownNow();
  }

  synchronized boolean holdsCommands() {
    return commandsHeld;
  }

  synchronized boolean holdsFrames() {
    return framesHeld;
  }

  synchronized byte[] rewrite(byte[] frame) {
    return rewriting.apply(frame);
  }

  private ServerCall.Listener<byte[]> start(ServerCall<byte[], byte[]> incoming, Metadata headers) {
    MethodDescriptor<byte[], byte[]> method = incoming.getMethodDescriptor();
    boolean isStream = method.getFullMethodName().endsWith("/Converse");
    RelayedCall call =
        new RelayedCall(this, isStream, incoming, upstream.newCall(method, CallOptions.DEFAULT));
    if (isStream) {
      synchronized (this) {
        streams.add(call);
      }
    }
    // Not in the context of the incoming call, whose end would cancel the other one unasked.
    Context.ROOT.run(() -> call.start(headers));
    return call.fromClient();
  }

  /** Whatever a method's kind, its messages can be passed on one by one, as those of a stream. */
  private final class EveryMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(BYTES, BYTES)
              .setFullMethodName(name)
              .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
              .build();
      return ServerMethodDefinition.create(method, Relay.this::start);
    }
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
}
