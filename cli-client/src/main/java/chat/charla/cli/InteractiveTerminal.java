package chat.charla.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person sits at both ends of the program. */
final class InteractiveTerminal {
  private InteractiveTerminal() {}

  @SuppressWarnings("SystemConsoleNull") // It is null up to Java 21, and isTerminal tells after.
  static boolean isPresent() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  /** Since Java 22 there is a console even for pipes, and it has a method that tells. */
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
