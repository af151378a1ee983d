package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import chat.charla.server.edge.Http2Bytes;
import chat.charla.server.edge.SilentPeer;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.testkit.Patience;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Empty;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The guard of a service with two methods. The method {@code Answer} throws an exception after it
 * has sent an answer, and then gRPC ends the call. The method {@code Watch} sends an answer and
 * leaves the call open.
 */
@Timeout(2 * Patience.SECONDS)
class MemoryGuardTest {
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final BytesValue LONG = BytesValue.of(ByteString.copyFrom(new byte[200_000]));
  private static final BytesValue SHORT = BytesValue.of(ByteString.copyFrom(new byte[100]));
  private static final MethodDescriptor<Empty, BytesValue> ANSWER =
      MethodDescriptor.<Empty, BytesValue>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("test.Defects/Answer")
          .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  private static final MethodDescriptor<Empty, BytesValue> WATCH =
      ANSWER.toBuilder().setFullMethodName("test.Defects/Watch").build();

  private final BlockingQueue<StreamObserver<BytesValue>> watchers = new LinkedBlockingQueue<>();
  private final EventLoops loops = new EventLoops(1);
  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final Server server = guarded();

  private Server guarded() {
    ClientAddresses clients = ClientAddresses.WITHOUT_PROXIES;
    ConnectionGate gate = new ConnectionGate(ConnectionLimits.DEFAULT, clients);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .bossEventLoopGroup(loops.acceptor())
            .workerEventLoopGroup(loops.workers())
            .channelFactory(loops.listenerFactory(gate))
            .addService(
                ServerServiceDefinition.builder("test.Defects")
                    .addMethod(
                        ANSWER,
                        ServerCalls.asyncServerStreamingCall(
                            (request, answers) -> {
                              answers.onNext(LONG);
                              throw new IllegalStateException("a defect");
                            }))
                    .addMethod(
                        WATCH,
                        ServerCalls.asyncServerStreamingCall(
                            (request, answers) -> {
                              answers.onNext(SHORT);
                              watchers.add(answers);
                            }))
                    .build());
    return new MemoryGuard(budget, clients, 100, Duration.ofSeconds(1), Duration.ZERO)
        .guard(builder)
        .build();
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    loops.close();
  }

  @Test
  void aCallThatGrpcEndsIsResetIfItsEndIsNotRead() throws IOException {
    try (SilentPeer peer = SilentPeer.connect(server.getPort())) {
      peer.send(
          new Http2Bytes()
              .setting(INITIAL_WINDOW_SIZE, 0)
              .headers(1, "/" + ANSWER.getFullMethodName(), Map.of(), true)
              .request(1, new byte[0])
              .toByteArray());
      assertEquals(ENHANCE_YOUR_CALM, peer.awaitReset(1));
      Patience.await("nothing held", () -> budget.server().used() == 0);
    }
  }

  /** The second answer comes from a thread that is not the event loop, as in the health service. */
  @Test
  void bytesThatAnotherThreadSendsOnAStreamAreReleased() throws Exception {
    try (SilentPeer peer = SilentPeer.connect(server.getPort())) {
      peer.send(
          new Http2Bytes()
              .headers(1, "/" + WATCH.getFullMethodName(), Map.of(), true)
              .request(1, new byte[0])
              .toByteArray());
      StreamObserver<BytesValue> watcher = watchers.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertNotNull(watcher);
      awaitNothingUnsent();
      watcher.onNext(SHORT);
      awaitNothingUnsent();
    }
  }

  private void awaitNothingUnsent() {
    Patience.await("all bytes sent", () -> budget.server().used() == MeteredCall.CALL_BYTES);
  }
}
