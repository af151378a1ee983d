package chat.charla.cli.script;

/** Something that is still done when a signal ends the program, unless it is closed before. */
public final class OnShutdown implements AutoCloseable {
  private final Thread hook;

  private OnShutdown(Thread hook) {
    this.hook = hook;
  }

  /**
   * Runs the task if the program is ended from outside.
   *
   * @param task ends soon, and is safe to run beside what the program does at that moment
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
      // Then it runs, or has run.
    }
  }
}
