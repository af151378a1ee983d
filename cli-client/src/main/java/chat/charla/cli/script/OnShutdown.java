package chat.charla.cli.script;

/**
 * A task that runs when the program ends, for example because of a signal. {@link #close} cancels
 * the task.
 */
public final class OnShutdown implements AutoCloseable {
  private final Thread hook;

  private OnShutdown(Thread hook) {
    this.hook = hook;
  }

  /**
   * Registers a task.
   *
   * @param task the task, which must end soon, and must be safe to run concurrently with the rest
   *     of the program
   */
  public static OnShutdown run(Runnable task) {
    Thread hook = new Thread(task, "charla-on-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return new OnShutdown(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The task runs, or has run.
    }
  }
}
