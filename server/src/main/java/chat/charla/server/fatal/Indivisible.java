package chat.charla.server.fatal;

/**
 * Marks the changes that must not stop midway.
 *
 * <p>An unexpected exception is contained where what it has touched is whole: where something was
 * only read or judged, or belongs to one caller, who is told INTERNAL. So a request that makes the
 * server throw harms its author only. Inside an indivisible change no exception can be contained:
 * it becomes a {@link BrokenStateError}, which passes all that contain exceptions.
 */
public final class Indivisible {
  private Indivisible() {}

  /**
   * Carries out the change, which must not call what is foreign to it.
   *
   * @throws BrokenStateError if it throws an exception
   */
  public static void change(Runnable steps) {
    try {
      steps.run();
    } catch (RuntimeException defect) {
      throw new BrokenStateError(defect);
    }
  }
}
