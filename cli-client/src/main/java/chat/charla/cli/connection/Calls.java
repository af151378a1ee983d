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

/** Calls whose answer the caller waits for. */
public final class Calls {
  /** How long an answer may take, over as many connections as it takes. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(15);

  /**
   * How long one connection may take to bring an answer, as the contract asks under "Connections".
   * The second address of a host has what is left of {@link #TIME_LIMIT}.
   */
  public static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(10);

  private Calls() {}

  /**
   * Waits for the answer of a call that may be repeated: one that has no answer within {@link
   * #ATTEMPT_LIMIT} is given up with its connection, and made again over another one.
   *
   * @param call calls the transport
   * @throws CallFailedException if it fails, or is not answered within {@link #TIME_LIMIT}
   * @throws InterruptedIOException if the thread is interrupted; the call is given up then
   */
  public static <T> T await(Transport transport, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    return await(transport, TIME_LIMIT, call);
  }

  /** As the other one, with a time limit of its own. */
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
   * Waits for the answer of a call over one connection, for {@link #ATTEMPT_LIMIT} at most. A
   * connection that brings no answer is given up: the next call goes over another one.
   *
   * @throws NoAnswerException if there is no answer in time
   */
  public static <T> T attempt(
      Transport transport, Duration limit, Function<Answer<T>, Cancellable> call)
      throws CallFailedException, InterruptedIOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Cancellable underWay =
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
      // Once it is answered, this does nothing.
      underWay.cancel();
    }
  }

  /**
   * Waits for a result that is one day there, or fails with a {@link CallFailedException}.
   *
   * @throws NoAnswerException if it is not there in time
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
   * Finds out whether there is a Charla server at the other end, and changes nothing there: it
   * calls WhoAmI with an invalid token. SESSION_EXPIRED or RATE_LIMITED proves that a Charla server
   * has answered.
   *
   * @throws CallFailedException if there is none
   */
  public static void greet(Transport transport) throws CallFailedException, InterruptedIOException {
    greet(transport, TIME_LIMIT);
  }

  /** As the other one, with a time limit of its own. */
  public static void greet(Transport transport, Duration limit)
      throws CallFailedException, InterruptedIOException {
    try {
      Calls.<WhoAmIResponse>await(
          transport,
          limit,
          answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "nobody", answer));
    } catch (CallFailedException e) {
      ErrorReason reason = e.failure().reason();
      if (reason != ErrorReason.ERROR_REASON_SESSION_EXPIRED
          && reason != ErrorReason.ERROR_REASON_RATE_LIMITED) {
        throw e;
      }
    }
  }
}
