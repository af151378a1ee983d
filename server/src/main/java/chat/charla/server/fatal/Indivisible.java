package chat.charla.server.fatal;

/**
 * Marks changes that must be done completely or not at all.
 *
 * <p>The server catches an unexpected exception where the state is still consistent: where the code
 * has only read or validated something, or has changed only state of one caller, which gets the
 * refusal INTERNAL. So a request that makes the server throw harms its caller only. Within an
 * indivisible change an exception becomes a {@link BrokenStateError}, which the server does not
 * catch.
 */
public final class Indivisible {
  private Indivisible() {}

  /**
   * Runs the change, which must not call code outside the state that it changes.
   *
   * @throws BrokenStateError if the change throws an exception
   */
  public static void change(Runnable steps) {
    try {
      steps.run();
    } catch (RuntimeException defect) {
      throw new BrokenStateError(defect);
    }
  }
}
