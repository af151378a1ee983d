package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on the event loop of one connection. If a task fails, this class closes the
 * connection. Otherwise the connection could stay paused, or its calls unchecked, without a visible
 * error. For any thread.
 */
final class ConnectionTasks {
  private final Connection connection;

  ConnectionTasks(Connection connection) {
    this.connection = connection;
  }

  /** Whether the current thread is the event loop. */
  boolean isOnLoop() {
    return connection.channel().eventLoop().inEventLoop();
  }

  /** Runs the task soon. */
  void run(Runnable task) {
    run(task, () -> {});
  }

  /**
   * Runs the task soon.
   *
   * @param done runs after the task, even if the task fails; if the loop has ended, only {@code
   *     done} runs, at once
   */
  void run(Runnable task, Runnable done) {
    try {
      connection
          .channel()
          .eventLoop()
          .execute(
              closingOnFailure(
                  () -> {
                    try {
                      task.run();
                    } finally {
                      done.run();
                    }
                  }));
    } catch (RejectedExecutionException closed) {
      done.run();
    }
  }

  /** Runs the task after this delay. */
  void runAfter(long delay, TimeUnit unit, Runnable task) {
    var unused = schedule(delay, unit, task);
  }

  /** Runs the task after this delay, unless the returned future is cancelled before that. */
  Future<?> schedule(long delay, TimeUnit unit, Runnable task) {
    return connection.channel().eventLoop().schedule(closingOnFailure(task), delay, unit);
  }

  private Runnable closingOnFailure(Runnable task) {
    return ProcessEnd.guard(
        () -> {
          boolean done = false;
          try {
            task.run();
            done = true;
          } finally {
            if (!done) {
              connection.reset();
            }
          }
        });
  }
}
