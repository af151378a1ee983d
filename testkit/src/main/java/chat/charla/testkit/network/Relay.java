package chat.charla.testkit.network;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A man in the middle of all calls between a client and a server. It records all messages, and lets
 * a {@link Script} interfere. It forwards messages as bytes, so that it never changes a field that
 * it does not know. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  /** The bare name of the contract's only streaming method. */
  private static final String STREAM = "Converse";

  /**
   * Netty's logger. Its warnings are disabled, because tests break connections on purpose. A field
   * holds the logger, because the logging system keeps only weak references to loggers.
   */
  private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  static {
    if (NETTY.isLoggable(Level.WARNING)) {
      NETTY.setLevel(Level.SEVERE);
    }
  }

  private final Server server;
  private final List<RelayedCall> calls = new ArrayList<>();
  private volatile ManagedChannel upstream;
  private volatile Script script = Script.PASS;
  private volatile @Nullable Throwable scriptFailure;

  /**
   * Creates a relay that listens on a free port and forwards to the server on port {@code
   * serverPort}.
   */
  public Relay(int serverPort) throws IOException {
    this(serverPort, builder());
  }

  /** Creates a relay as {@link #Relay(int)} does, but with TLS towards the client. */
  public Relay(int serverPort, Path certificate, Path key) throws IOException {
    this(serverPort, builder().useTransportSecurity(certificate.toFile(), key.toFile()));
  }

  private Relay(int serverPort, NettyServerBuilder builder) throws IOException {
    this.upstream = channel(serverPort);
    this.server = builder.fallbackHandlerRegistry(new EveryMethod()).build().start();
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .maxInboundMessageSize(Integer.MAX_VALUE)
        // The server has the same settings.
        .permitKeepAliveTime(5, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static ManagedChannel channel(int serverPort) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort))
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  /** The port to which a client connects. */
  public int port() {
    return server.getPort();
  }

  /**
   * Forwards all later calls to the server on port {@code serverPort}. Calls to the previous server
   * end.
   */
  public void connectTo(int serverPort) {
    ManagedChannel old = upstream;
    upstream = channel(serverPort);
    old.shutdownNow();
  }

  /** Replaces the script, for open calls as well as for later calls. */
  public void follow(Script next) {
    script = next;
  }

  /**
   * The last exception that a script has thrown, or null. What the client did after the exception
   * may be a consequence of it.
   */
  public @Nullable Throwable scriptFailure() {
    return scriptFailure;
  }

  /** All calls of this method that have begun, in the order in which they began. */
  public List<RelayedCall> calls(String method) {
    synchronized (calls) {
      return calls.stream().filter(call -> call.method().equals(method)).toList();
    }
  }

  /** All streams that have begun, in the order in which they began. */
  public List<RelayedCall> streams() {
    return calls(STREAM);
  }

  @Override
  public void close() {
    server.shutdownNow();
    upstream.shutdownNow();
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
      return ServerMethodDefinition.create(method, new Forwarding());
    }
  }

  private final class Forwarding implements ServerCallHandler<byte[], byte[]> {
    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> incoming, Metadata headers) {
      RelayedCall call = new RelayedCall(incoming, headers);
      synchronized (calls) {
        calls.add(call);
      }
      runScript(
          call,
          () -> {
            script.onCall(call);
            if (call.isAlive()) {
              // Do not use the context of the incoming call, because the end of that context would
              // cancel the outgoing call.
              Context.ROOT.run(() -> connect(call, incoming.getMethodDescriptor(), headers));
              incoming.request(1);
            }
          });
      return new FromClient(call);
    }
  }

  /**
   * Runs a part of the script while holding the lock of the call, and records an exception of the
   * script.
   */
  private void runScript(RelayedCall call, Runnable part) {
    synchronized (call) {
      try {
        part.run();
      } catch (RuntimeException | Error failure) {
        scriptFailure = failure;
        throw failure;
      }
    }
  }

  private void connect(
      RelayedCall call, MethodDescriptor<byte[], byte[]> method, Metadata headers) {
    ClientCall<byte[], byte[]> outgoing = upstream.newCall(method, CallOptions.DEFAULT);
    call.connect(outgoing);
    outgoing.start(new FromServer(call), headers);
    outgoing.request(1);
  }

  private final class FromClient extends ServerCall.Listener<byte[]> {
    private final RelayedCall call;

    FromClient(RelayedCall call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
      runScript(
          call,
          () -> {
            call.recordRequest(message);
            script.onRequest(call, message);
            call.requestFromClient();
          });
    }

    @Override
    public void onHalfClose() {
      runScript(call, () -> script.onHalfClose(call));
    }

    @Override
    public void onCancel() {
      runScript(
          call,
          () -> {
            call.clientGone();
            script.onClientGone(call);
          });
    }

    @Override
    public void onReady() {
      call.clientReady();
    }
  }

  private final class FromServer extends ClientCall.Listener<byte[]> {
    private final RelayedCall call;

    FromServer(RelayedCall call) {
      this.call = call;
    }

    @Override
    public void onHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      runScript(
          call,
          () -> {
            script.onResponse(call, message);
            call.requestFromServer();
          });
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      runScript(
          call,
          () -> {
            call.serverEnded();
            script.onEnd(call, status, trailers);
          });
    }

    @Override
    public void onReady() {
      call.serverReady();
    }
  }

  static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          if (message == RelayedCall.RESET) {
            throw new IllegalStateException("this stream is reset on purpose");
          }
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
