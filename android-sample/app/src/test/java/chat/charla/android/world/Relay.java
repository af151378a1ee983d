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
 * A man in the middle of all calls. It forwards messages as bytes, so that it changes only what it
 * is told to. In front of it is a {@link Wire}. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  /**
   * Netty warns of broken connections, which are intended here. Kept in a field, because the
   * logging system holds loggers weakly.
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
            // As the server permits it.
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    if (certificates != null) {
      builder.useTransportSecurity(
          certificates.serverChain().toFile(), certificates.serverKey().toFile());
    }
    server = builder.build().start();
    wire = new Wire(server.getPort());
  }

  /** Creates a relay to the server on this port, without TLS. */
  public static Relay plaintext(int serverPort) throws IOException {
    return new Relay(serverPort, null);
  }

  /**
   * Creates a relay to the server on this port that uses TLS with this certificate towards the
   * client.
   */
  public static Relay tls(int serverPort, Certificates certificates) throws IOException {
    return new Relay(serverPort, certificates);
  }

  /** The port to connect to. */
  public int port() {
    return wire.port();
  }

  /** The wire in front of the relay. */
  public Wire wire() {
    return wire;
  }

  /** How many streams have been opened so far. */
  public synchronized int streams() {
    return streams.size();
  }

  /** How many streams are open now, as far as the relay knows. */
  public synchronized int openStreams() {
    return (int) streams.stream().filter(RelayedCall::isOpen).count();
  }

  /** Holds the commands of clients from now on, in order. */
  public synchronized void holdCommands() {
    commandsHeld = true;
  }

  /** How many commands are held on open streams. */
  public synchronized int heldCommands() {
    return streams.stream().filter(RelayedCall::isOpen).mapToInt(RelayedCall::heldCommands).sum();
  }

  /** Forwards what was held, and what arrives from now on. */
  public synchronized void passCommands() {
    commandsHeld = false;
    streams.forEach(RelayedCall::passCommands);
  }

  /** Holds the frames of the server from now on, in order. */
  public synchronized void holdFrames() {
    framesHeld = true;
  }

  /** How many frames of the server are held on open streams. */
  public synchronized int heldFrames() {
    return streams.stream().filter(RelayedCall::isOpen).mapToInt(RelayedCall::heldFrames).sum();
  }

  /** Forwards what was held, and what arrives from now on. */
  public synchronized void passFrames() {
    framesHeld = false;
    streams.forEach(RelayedCall::passFrames);
  }

  /** Replaces every frame of the server on a stream by the result of this function from now on. */
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
    // Not in the context of the incoming call: its end would cancel the outgoing call.
    Context.ROOT.run(() -> call.start(headers));
    return call.fromClient();
  }

  /** Handles every method as bidirectional streaming, so that messages are forwarded one by one. */
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
