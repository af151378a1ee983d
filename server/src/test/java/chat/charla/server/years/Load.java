package chat.charla.server.years;

import chat.charla.server.edge.RawClient;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Messages of one client, sent as fast as they are posted. Stateless. */
final class Load {
  /** 16,000 bytes. */
  static final String LARGE = "\ud83d\ude00".repeat(4_000);

  private static final int OUTSTANDING = 64;

  private Load() {}

  /**
   * Posts short messages to the lobby, each with an id of its own, many at the same time.
   *
   * @throws IllegalStateException if one is refused
   */
  static void post(RawClient client, int messages) throws InterruptedException {
    Semaphore places = new Semaphore(OUTSTANDING);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < messages; i++) {
      places.acquire();
      ChatServiceGrpc.newStub(client.channel())
          .sendMessage(
              SendMessageRequest.newBuilder()
                  .setRoom("lobby")
                  .setText("short")
                  .setClientMessageId(UUID.randomUUID().toString())
                  .build(),
              new Answer(places, failure));
    }
    places.acquire(OUTSTANDING);
    Throwable first = failure.get();
    if (first != null) {
      throw new IllegalStateException("a message was refused: " + first.getMessage(), first);
    }
  }

  /** Posts this text to the lobby. Returns false if it is refused. */
  static boolean isPosted(RawClient client, String text) {
    try {
      client.say(text);
      return true;
    } catch (StatusRuntimeException refused) {
      return false;
    }
  }

  private record Answer(Semaphore places, AtomicReference<@Nullable Throwable> failure)
      implements StreamObserver<SendMessageResponse> {
    @Override
    public void onNext(SendMessageResponse response) {}

    @Override
    public void onError(Throwable cause) {
      failure.compareAndSet(null, cause);
      places.release();
    }

    @Override
    public void onCompleted() {
      places.release();
    }
  }
}
