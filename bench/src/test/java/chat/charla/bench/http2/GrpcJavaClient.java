package chat.charla.bench.http2;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Open;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicLong;

/** A client that uses generated code and a channel of grpc-java. */
final class GrpcJavaClient implements RecordedClient, StreamObserver<ConverseResponse> {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean online;

  /** Joins, and opens a stream. {@link #close} also closes the channel. */
  GrpcJavaClient(ManagedChannel channel) {
    this.channel = channel;
    JoinRequest join = JoinRequest.newBuilder().setName("Recorded").build();
    Metadata headers = new Metadata();
    headers.put(
        AUTHORIZATION,
        "Bearer " + ChatServiceGrpc.newBlockingStub(channel).join(join).getSessionToken());
    ChatServiceGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .converse(this)
        .onNext(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
  }

  @Override
  public void onNext(ConverseResponse response) {
    online |= response.hasReady();
    delivered.addAndGet(
        response.getBatch().getEventsList().stream().filter(Event::hasMessagePosted).count());
  }

  @Override
  public void onError(Throwable failure) {
    online = false;
  }

  @Override
  public void onCompleted() {
    online = false;
  }

  @Override
  public boolean online() {
    return online;
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
