package chat.charla.cli.demo;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The demo program. It plays a {@link DemoScript} with real processes, prints the consoles of these
 * processes, and exits with 0 only if every expectation was met.
 */
public final class Demo {
  private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

  /** The width of the frame around a console, in columns. */
  private static final int FRAME_WIDTH = 78;

  private Demo() {}

  /** Runs the demo in the language of the environment. */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Messages messages = Messages.in(Language.choose(null, System.getenv()));
    System.exit(run(Programs.onClassPath(), out, messages) ? 0 : 1);
  }

  /** Runs the demo, and returns whether all expectations were met. */
  static boolean run(Programs programs, PrintStream out, Messages messages) {
    Checklist checklist = new Checklist();
    out.println(messages.text("demo.begins"));
    try (DemoProcesses processes = new DemoProcesses()) {
      List<Actor> actors =
          new DemoScript(processes, programs, messages, Deadline.in(TIME_LIMIT), checklist).play();
      if (processes.areKilled()) {
        // The user has pressed Ctrl-C, and wants no report.
        return false;
      }
      for (Actor actor : actors) {
        printConsole(actor, out);
      }
      out.println();
      checklist.print(out, messages);
      return checklist.isComplete();
    } catch (IOException e) {
      out.println(messages.text("demo.failed", Sanitizer.line(String.valueOf(e.getMessage()))));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void printConsole(Actor actor, PrintStream out) {
    String title = "┌─ " + actor.name() + " ";
    out.println();
    out.println(title + "─".repeat(FRAME_WIDTH - title.length()));
    for (String line : actor.console()) {
      out.println("│ " + Sanitizer.line(line));
    }
    out.println("└" + "─".repeat(FRAME_WIDTH - 1));
  }
}
