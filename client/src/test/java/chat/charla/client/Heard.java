package chat.charla.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.WhoAmIResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a transport or a client reports, as words in the order in which they come. Thread-safe. */
final class Heard {
  private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

  /** The next word; "nothing" if none comes in time. */
  String next() throws InterruptedException {
    String word = words.poll(Patience.SECONDS, SECONDS);
    return word == null ? "nothing" : word;
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  /** Fails unless the next words are these. */
  void expect(String... expected) throws InterruptedException {
    for (String word : expected) {
      assertEquals(word, next());
    }
  }

  /** Waits for this word, whatever comes before it. */
  void await(String word) throws InterruptedException {
    List<String> before = new ArrayList<>();
    for (String next = next(); !next.equals(word); next = next()) {
      before.add(next);
      assertNotEquals("nothing", next, () -> before + ", and no " + word);
    }
  }

  /** Records how a call ends. */
  <T> Answer<T> answer() {
    return new Answer<>() {
      @Override
      public void onSuccess(T response) {
        words.add(
            "success "
                + (response instanceof JoinResponse join
                    ? join.getWelcome()
                    : ((WhoAmIResponse) response).getSelf().getName()));
      }

      @Override
      public void onFailure(CallFailure failure) {
        words.add(failure + " " + failure.metadata());
      }
    };
  }

  /** Records the frames and the end of a stream. */
  StreamListener stream() {
    return new StreamListener() {
      @Override
      public void onFrame(ConverseResponse frame) {
        words.add("frame " + frame.getReady().getSelf().getName() + " " + frame.getRequestId());
      }

      @Override
      public void onClosed(@Nullable CallFailure failure) {
        words.add("closed " + (failure == null ? "OK" : failure + " " + failure.metadata()));
      }
    };
  }

  /** Records the states, events and settled messages of a client. */
  ChatListener client() {
    return new ChatListener() {
      @Override
      public void onState(ConnectionState state) {
        words.add(state.kind().name());
      }

      @Override
      public void onEvent(Event event) {
        words.add("event " + event.getSequence());
      }

      @Override
      public void onMessageSettled(PendingMessage message) {
        words.add("message " + message.status());
      }
    };
  }
}
