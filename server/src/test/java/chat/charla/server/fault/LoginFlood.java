package chat.charla.server.fault;

import chat.charla.server.edge.Refusal;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Strangers who try to log in with wrong passwords, half of them with a name that exists. They send
 * at a steady pace, and do not wait for the answers. Thread-safe.
 */
final class LoginFlood {
  private final String name;
  private final Map<String, Integer> answers = new TreeMap<>(); // by reason; guarded by this
  private int answered; // guarded by this
  private int sent; // guarded by this

  /**
   * Creates a flood that has not begun.
   *
   * @param name the name of an account
   */
  LoginFlood(String name) {
    this.name = name;
  }

  /**
   * Sends attempts, and returns when all are answered.
   *
   * @param perSecond how many attempts to send in a second
   * @param strangers the connection for each attempt
   */
  void run(int attempts, int perSecond, IntFunction<Channel> strangers) {
    long start = System.nanoTime();
    for (int i = 0; i < attempts; i++) {
      LockSupport.parkNanos(
          start + i * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime());
      LogInRequest attempt =
          LogInRequest.newBuilder()
              .setName(i % 2 == 0 ? name : "Nobody-" + i)
              .setCredential(Credential.newBuilder().setPassword("guess number " + i))
              .build();
      synchronized (this) {
        sent++;
      }
      AccountServiceGrpc.newStub(strangers.apply(i)).logIn(attempt, new Answer());
    }
    awaitAnswers();
  }

  private synchronized void awaitAnswers() {
    try {
      while (answered < sent) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until this many attempts have been answered. */
  synchronized void await(int attempts) {
    try {
      while (answered < attempts) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many attempts have been answered so far. */
  synchronized int answered() {
    return answered;
  }

  /** How many attempts got each answer, by the name of the reason. */
  synchronized Map<String, Integer> answers() {
    return new TreeMap<>(answers);
  }

  /** How many attempts got this answer. */
  synchronized int count(ErrorReason reason) {
    return answers.getOrDefault(reason.name(), 0);
  }

  private synchronized void add(String answer) {
    answers.merge(answer, 1, Integer::sum);
    answered++;
    notifyAll();
  }

  private final class Answer implements StreamObserver<LogInResponse> {
    @Override
    public void onNext(LogInResponse response) {
      add("logged in");
    }

    @Override
    public void onError(Throwable failure) {
      Refusal refusal =
          Refusal.of(Status.fromThrowable(failure), Status.trailersFromThrowable(failure));
      add(refusal.reason().isEmpty() ? failure.toString() : refusal.reason());
    }

    @Override
    public void onCompleted() {}
  }
}
