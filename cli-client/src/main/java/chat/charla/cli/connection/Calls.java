package chat.charla.cli.connection;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Makes calls and waits for their answers. */
public final class Calls {
  /** The time limit for an answer, over any number of connections. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(15);

  /**
   * The time limit for an answer over one connection, as the contract requires under "Connections".
   * An attempt over a second connection gets the rest of {@link #TIME_LIMIT}.
   */
  public static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(10);

  private Calls() {}

  /**
   * Makes an idempotent call and waits for its answer. If an attempt gets no answer within {@link
   * #ATTEMPT_LIMIT}, its connection is abandoned, and the call is repeated over another connection.
   *
   * @param call makes the call with the transport, and passes the answer to its argument
   * @throws CallFailedException if the call fails, or is not answered within {@link #TIME_LIMIT}
   * @throws InterruptedIOException if the thread is interrupted; the call is then cancelled
   */
  public static <T> T await(Transport transport, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return await(transport, TIME_LIMIT, call);
  }

  /**
   * Does the same as {@link #await(Transport, Function)}, but with the time limit {@code limit}.
   */
  public static <T> T await(
      Transport transport, Duration limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = Math.max(0, end - System.nanoTime());
      boolean last = left <= ATTEMPT_LIMIT.toNanos();
      try {
        return attempt(transport, Duration.ofNanos(left), call);
      } catch (NoAnswerException e) {
        if (last) {
          throw e;
        }
      }
    }
  }

  /**
   * Makes a call over one connection and waits for its answer, for {@code limit} or {@link
   * #ATTEMPT_LIMIT}, whichever is shorter. If there is no answer in time, the connection is
   * abandoned, and the next call uses another connection.
   *
   * @throws NoAnswerException if there is no answer in time
   */
  public static <T> T attempt(
      Transport transport, Duration limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Cancellable running =
        call.apply(
            new Answer<>() {
              @Override
              public void onSuccess(T response) {
                result.complete(response);
              }

              @Override
              public void onFailure(CallFailure failure) {
                result.completeExceptionally(new CallFailedException(failure));
              }
            });
    try {
      return get(result, limit.compareTo(ATTEMPT_LIMIT) < 0 ? limit : ATTEMPT_LIMIT);
    } catch (NoAnswerException e) {
      transport.abandonConnection();
      throw e;
    } finally {
      // This has no effect on an answered call.
      running.cancel();
    }
  }

  /**
   * Waits for a future. If the future fails, its exception must be a {@link CallFailedException},
   * which this method throws.
   *
   * @throws NoAnswerException if the future does not complete within {@code limit}
   */
  public static <T> T get(Future<T> result, Duration limit)
      throws CallFailedException, InterruptedIOException {
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallFailedException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new NoAnswerException(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an answer");
    }
  }

  /**
   * Checks that the peer is a Charla server, without changing anything on the server. To do so,
   * calls WhoAmI with an invalid token. SESSION_EXPIRED or RATE_LIMITED proves that a Charla server
   * has answered.
   *
   * @throws CallFailedException if the peer is not a Charla server, or does not answer
   */
  public static void greet(Transport transport) throws CallFailedException, InterruptedIOException {
    greet(transport, TIME_LIMIT);
  }

  /** Does the same as {@link #greet(Transport)}, but with the time limit {@code limit}. */
  public static void greet(Transport transport, Duration limit)
      throws CallFailedException, InterruptedIOException {
    try {
      Calls.<WhoAmIResponse>await(
          transport,
          limit,
          answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "invalid", answer));
    } catch (CallFailedException e) {
      ErrorReason reason = e.failure().reason();
      if (reason != ErrorReason.ERROR_REASON_SESSION_EXPIRED
          && reason != ErrorReason.ERROR_REASON_RATE_LIMITED) {
        throw e;
      }
    }
  }
}
