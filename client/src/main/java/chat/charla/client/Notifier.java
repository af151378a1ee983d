package chat.charla.client;

import java.util.function.Consumer;

/** Calls the application's listener so that its failures stay its own. */
final class Notifier {
  private final ChatListener listener;

  Notifier(ChatListener listener) {
    this.listener = listener;
  }

  void tell(Consumer<ChatListener> call) {
    guard(() -> call.accept(listener));
  }

  /** Runs a callback of the application; whatever it throws is reported and goes no further. */
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
      // The listener that failed was onListenerFailure itself: drop the exception.
    }
  }
}
