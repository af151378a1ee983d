package chat.charla.cli.demo;

import chat.charla.cli.text.Utf8Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process of the demo, with its output and the lines typed into it. A separate thread collects
 * the output. Thread-safe.
 */
final class Actor {
  private static final String TYPED = "» ";

  private final String name;
  private final Process process;
  private final Object lock = new Object();
  private final List<String> shown = new ArrayList<>();
  private final List<String> console = new ArrayList<>();
  private boolean outputEnded;

  Actor(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread listener = new Thread(this::listen, "demo-" + name);
    listener.setDaemon(true);
    listener.start();
  }

  String name() {
    return name;
  }

  Process process() {
    return process;
  }

  /**
   * Types a line. If the process has stopped reading, this method reports no error. The demo then
   * fails because expected output is missing.
   */
  void type(String line) {
    synchronized (lock) {
      console.add(TYPED + line);
    }
    try {
      OutputStream keyboard = process.getOutputStream();
      keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
    } catch (IOException gone) {
      add("(" + gone.getMessage() + ")");
    }
  }

  /**
   * Waits until the process has shown a line that matches. Returns false if the deadline passes or
   * the output ends before that.
   */
  boolean shows(Predicate<String> line, Deadline deadline) throws InterruptedException {
    synchronized (lock) {
      while (shown.stream().noneMatch(line)) {
        long millis = deadline.left().toMillis();
        if (outputEnded || millis == 0) {
          return false;
        }
        lock.wait(millis);
      }
      return true;
    }
  }

  /** Whether the process has shown a line that contains this text. */
  boolean mentions(String text) {
    synchronized (lock) {
      return shown.stream().anyMatch(line -> line.contains(text));
    }
  }

  /** The output and the typed lines, in the order in which they appeared. */
  List<String> console() {
    synchronized (lock) {
      return List.copyOf(console);
    }
  }

  /**
   * Waits until the process and its output have ended. Returns whether the process has ended by the
   * deadline with this exit code.
   */
  boolean ends(int exitCode, Deadline deadline) throws InterruptedException {
    if (!process.waitFor(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    synchronized (lock) {
      while (!outputEnded && deadline.left().toMillis() > 0) {
        lock.wait(deadline.left().toMillis());
      }
    }
    return process.exitValue() == exitCode;
  }

  private void listen() {
    try {
      Utf8Lines lines = new Utf8Lines(process.getInputStream());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException gone) {
      // The process was killed.
    } finally {
      synchronized (lock) {
        outputEnded = true;
        lock.notifyAll();
      }
    }
  }

  private void add(String line) {
    synchronized (lock) {
      shown.add(line);
      console.add(line);
      lock.notifyAll();
    }
  }
}
