package chat.charla.server.grpc;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.RefusalCounts;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Makes the answers of unary calls from the outcomes that the chat returns. Thread-safe. */
final class Answers {
  private static final Logger LOG = System.getLogger(Answers.class.getName());

  private final RefusalCounts refusals;

  /**
   * Creates answers.
   *
   * @param refusals counts the refused calls
   */
  Answers(RefusalCounts refusals) {
    this.refusals = refusals;
  }

  /**
   * Creates a reply that answers the current call. The call stays charged for the memory of its
   * request until the reply is called.
   */
  <T> Consumer<Outcome<T>> to(StreamObserver<T> client) {
    Runnable release = CallerInterceptor.current().memory().keepCharged();
    return outcome -> {
      try {
        outcome.match(
            value -> {
              client.onNext(value);
              client.onCompleted();
            },
            refusal -> {
              refusals.count(refusal);
              client.onError(RefusalStatuses.status(refusal));
            });
      } catch (RuntimeException e) {
        // The call has ended, or was answered before.
        LOG.log(Level.DEBUG, "an answer could not be sent", e);
      } finally {
        release.run();
      }
    };
  }
}
