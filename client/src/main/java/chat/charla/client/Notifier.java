package chat.charla.client;

import java.util.function.Consumer;

/** Calls the application's listener and catches its exceptions. */
final class Notifier {
  private final ChatListener listener;

  Notifier(ChatListener listener) {
    this.listener = listener;
  }

  void tell(Consumer<ChatListener> call) {
    guard(() -> call.accept(listener));
  }

  /** Runs a callback of the application; an exception is reported and not propagated. */
  void guard(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable failure) {
      report(failure);
    }
  }

  private void report(Throwable failure) {
    try {
      listener.onListenerFailure(failure);
    } catch (Throwable failureOfTheReport) {
      // onListenerFailure itself has thrown: drop the exception.
    }
  }
}
