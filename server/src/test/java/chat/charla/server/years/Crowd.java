package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Open;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Many clients with a stream each, which read everything. For one thread. */
final class Crowd implements AutoCloseable {
  /** Below the default limit of calls per connection. */
  private static final int STREAMS_PER_CONNECTION = 50;

  private final List<ManagedChannel> connections = new ArrayList<>();

  /**
   * Connects, and returns when all streams are open.
   *
   * @param tokens the tokens of the identities
   */
  static Crowd connect(int port, List<String> tokens) throws InterruptedException {
    Crowd crowd = new Crowd();
    CountDownLatch opening = new CountDownLatch(tokens.size());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (i % STREAMS_PER_CONNECTION == 0) {
        crowd.connections.add(
            NettyChannelBuilder.forAddress("localhost", port)
                .usePlaintext()
                .directExecutor()
                .build());
      }
      ManagedChannel connection = crowd.connections.get(crowd.connections.size() - 1);
      RawClient client = RawClient.over(connection).withToken(tokens.get(i));
      ChatServiceGrpc.newStub(client.channel())
          .converse(new Member(opening, failure))
          .onNext(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
    }
    boolean complete = opening.await(60, TimeUnit.SECONDS);
    if (!complete || failure.get() != null) {
      crowd.close();
      throw new IllegalStateException(
          "%d of %d streams are not open".formatted(opening.getCount(), tokens.size()),
          failure.get());
    }
    return crowd;
  }

  @Override
  public void close() {
    connections.forEach(ManagedChannel::shutdownNow);
  }

  /** Counts its stream as open at the first frame. */
  private static final class Member implements StreamObserver<ConverseResponse> {
    private final CountDownLatch opening;
    private final AtomicReference<Throwable> failure;
    private boolean open;

    private Member(CountDownLatch opening, AtomicReference<Throwable> failure) {
      this.opening = opening;
      this.failure = failure;
    }

    @Override
    public void onNext(ConverseResponse frame) {
      if (!open) {
        open = true;
        opening.countDown();
      }
    }

    @Override
    public void onError(Throwable cause) {
      if (!open) {
        failure.set(cause);
        opening.countDown();
      }
    }

    @Override
    public void onCompleted() {}
  }
}
