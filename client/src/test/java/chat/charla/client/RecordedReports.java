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

/** Records what a transport or a client reports, each report as a text, in order. Thread-safe. */
final class RecordedReports {
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  /** Waits for the next report, and returns it; "nothing" if none comes in time. */
  String next() throws InterruptedException {
    String report = reports.poll(Patience.SECONDS, SECONDS);
    return report == null ? "nothing" : report;
  }

  boolean isEmpty() {
    return reports.isEmpty();
  }

  /** Waits for the next reports, and fails unless they are these. */
  void expect(String... expected) throws InterruptedException {
    for (String report : expected) {
      assertEquals(report, next());
    }
  }

  /** Waits for this report, whatever comes before it. */
  void await(String report) throws InterruptedException {
    List<String> before = new ArrayList<>();
    for (String next = next(); !next.equals(report); next = next()) {
      before.add(next);
      assertNotEquals("nothing", next, () -> before + ", and no " + report);
    }
  }

  /** Records how a call ends. */
  <T> Answer<T> answer() {
    return new Answer<>() {
      @Override
      public void onSuccess(T response) {
        reports.add(
            "success "
                + (response instanceof JoinResponse join
                    ? join.getWelcome()
                    : ((WhoAmIResponse) response).getSelf().getName()));
      }

      @Override
      public void onFailure(CallFailure failure) {
        reports.add(failure + " " + failure.metadata());
      }
    };
  }

  /** Records the frames and the end of a stream. */
  StreamListener stream() {
    return new StreamListener() {
      @Override
      public void onFrame(ConverseResponse frame) {
        reports.add("frame " + frame.getReady().getSelf().getName() + " " + frame.getRequestId());
      }

      @Override
      public void onClosed(@Nullable CallFailure failure) {
        reports.add("closed " + (failure == null ? "OK" : failure + " " + failure.metadata()));
      }
    };
  }

  /** Records the states, events and settled messages of a client. */
  ChatListener client() {
    return new ChatListener() {
      @Override
      public void onState(ConnectionState state) {
        reports.add(state.kind().name());
      }

      @Override
      public void onEvent(Event event) {
        reports.add("event " + event.getSequence());
      }

      @Override
      public void onMessageSettled(PendingMessage message) {
        reports.add("message " + message.status());
      }
    };
  }
}
