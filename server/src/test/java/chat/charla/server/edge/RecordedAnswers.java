package chat.charla.server.edge;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The answers of one call, and how the call ended. */
final class RecordedAnswers<A> implements StreamObserver<A> {
  private final Recording<A> answers = new Recording<>();
  private final CompletableFuture<Refusal> end = new CompletableFuture<>();

  /** Waits for an answer that matches, and returns the first such answer. */
  A await(String what, Predicate<A> wanted) {
    return answers.await(what, wanted);
  }

  /** Waits until there are this many answers. */
  void await(String what, int count) {
    answers.await(what, count);
  }

  /** All answers so far. */
  List<A> all() {
    return answers.all();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** How the call ended; waits for the end. */
  Refusal end() {
    return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void onNext(A answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable failure) {
    end.complete(Refusal.of(Status.fromThrowable(failure), Status.trailersFromThrowable(failure)));
    answers.end();
  }

  @Override
  public void onCompleted() {
    end.complete(Refusal.of(Status.OK, null));
    answers.end();
  }
}
