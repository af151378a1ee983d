package chat.charla.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Tells whether standard input and standard output are both a terminal. */
final class InteractiveTerminal {
  private InteractiveTerminal() {}

  @SuppressWarnings("SystemConsoleNull") // Up to Java 21, null means no terminal.
  static boolean isPresent() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  /**
   * Since Java 22, {@code System.console()} returns a console even for pipes. The method {@code
   * isTerminal}, which is also new in Java 22, tells whether the console is a terminal.
   */
  private static boolean isTerminal(Console console) {
    try {
      Object answer = Console.class.getMethod("isTerminal").invoke(console);
      return Boolean.TRUE.equals(answer);
    } catch (NoSuchMethodException older) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
