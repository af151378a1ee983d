package chat.charla.cli.terminal;

import org.jline.nativ.CLibrary;
import org.jline.nativ.JLineNativeLoader;

/** Tells whether standard error is a terminal. */
public final class StandardError {
  private static final int DESCRIPTOR = 2;

  private StandardError() {}

  /** Whether standard error is a terminal; false if the system cannot tell. */
  public static boolean isTerminal() {
    try {
      return JLineNativeLoader.initialize() && CLibrary.isatty(DESCRIPTOR) == 1;
    } catch (LinkageError | RuntimeException e) {
      return false;
    }
  }
}
