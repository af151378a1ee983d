package chat.charla.server.process;

import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Open;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber that reads each message as soon as it arrives, and measures how long the message
 * took. Each text must begin with the {@link System#nanoTime} at which it was sent.
 */
final class LiveReader implements StreamObserver<ConverseResponse> {
  private final long[] lags;
  private final CountDownLatch missing;
  private int count;

  LiveReader(int messages) {
    lags = new long[messages];
    missing = new CountDownLatch(messages);
  }

  static ConverseRequest open() {
    return ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build();
  }

  /** Waits until this reader has all messages. */
  void awaitAll() throws InterruptedException {
    if (!missing.await(2 * Patience.SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(missing.getCount() + " messages are missing");
    }
  }

  /** The time within which this share of the messages arrived, in milliseconds. */
  double lagMillis(int permille) {
    long[] sorted = lags.clone();
    Arrays.sort(sorted);
    return sorted[(int) ((long) (sorted.length - 1) * permille / 1000)] / 1e6;
  }

  @Override
  public void onNext(ConverseResponse frame) {
    long now = System.nanoTime();
    for (Event event : frame.getBatch().getEventsList()) {
      if (event.hasMessagePosted()) {
        String text = event.getMessagePosted().getText();
        lags[count++] = now - Long.parseLong(text.substring(0, text.indexOf(' ')));
        missing.countDown();
      }
    }
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onCompleted() {}
}
