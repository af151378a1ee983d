package chat.charla.server.fatal;

/**
 * Marks changes that must be done completely or not at all.
 *
 * <p>The server catches an unexpected exception only where the state is still consistent: where the
 * code has only read or validated, or has changed only the state of one caller. That caller gets
 * the refusal INTERNAL, and no other caller is affected. Within an indivisible change an exception
 * becomes a {@link BrokenStateError}, which the server does not catch.
 */
public final class Indivisible {
  private Indivisible() {}

  /**
   * Runs the steps of a change. The steps must change only the state in question, and must not call
   * other code.
   *
   * @throws BrokenStateError if a step throws an exception
   */
  public static void change(Runnable steps) {
    try {
      steps.run();
    } catch (RuntimeException defect) {
      throw new BrokenStateError(defect);
    }
  }
}
