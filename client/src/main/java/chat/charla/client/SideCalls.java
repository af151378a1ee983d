package chat.charla.client;

import java.util.function.BiFunction;

/**
 * Calls that the identity makes beside its stream, answered to the application.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class SideCalls {
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Notifier notifier;
  private final Identity identity;

  SideCalls(Scheduler scheduler, ClientOptions options, Notifier notifier, Identity identity) {
    this.scheduler = scheduler;
    this.options = options;
    this.notifier = notifier;
    this.identity = identity;
  }

  /**
   * Starts a call with the token.
   *
   * @param receiver told the answer once, within the time limit; what it throws goes no further
   */
  <T> void start(BiFunction<String, Answer<T>, Cancellable> call, Answer<T> receiver) {
    String token = identity.token();
    if (token == null) {
      notifier.guard(() -> receiver.onFailure(FailurePolicy.notJoined()));
      return;
    }
    UnaryCall.start(
        scheduler,
        options.connectTimeout(),
        // The stream on the same connection has a time limit, or keepalive, of its own.
        () -> {},
        answer -> call.apply(token, answer),
        new Answer<T>() {
          @Override
          public void onSuccess(T response) {
            notifier.guard(() -> receiver.onSuccess(response));
          }

          @Override
          public void onFailure(CallFailure failure) {
            notifier.guard(() -> receiver.onFailure(failure));
          }
        });
  }
}
