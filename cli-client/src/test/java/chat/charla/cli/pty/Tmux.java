package chat.charla.cli.pty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A tmux server for a test: its own terminals, and none of the user's. */
final class Tmux implements AutoCloseable {
  private final Path directory;
  private final String socket = "charla-" + UUID.randomUUID();

  /**
   * Starts nothing yet.
   *
   * @param directory where the socket is
   */
  Tmux(Path directory) {
    this.directory = directory;
  }

  /** Whether there is a tmux on this machine. */
  static boolean isInstalled() {
    try {
      return output("tmux", "-V").startsWith("tmux");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** What a command prints. */
  static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program in a terminal of its own, which stays when the program has ended. */
  Pane open(
      String name, int columns, int rows, Map<String, String> environment, List<String> program) {
    List<String> command = new ArrayList<>(List.of("new-session", "-d", "-s", name));
    command.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
    environment.forEach((key, value) -> command.addAll(List.of("-e", key + "=" + value)));
    command.add("--");
    command.addAll(program);
    // Options are global, so they are set as soon as there is a server to set them in. The
    // clipboard is open to all programs, so that a test sees which one writes to it.
    command.addAll(List.of(";", "set", "-g", "remain-on-exit", "on"));
    command.addAll(List.of(";", "set", "-g", "set-clipboard", "on"));
    run(command.toArray(String[]::new));
    return new Pane(this, name);
  }

  /** What a tmux command prints. */
  String run(String... arguments) {
    return runWithInput(new byte[0], arguments);
  }

  /** What a tmux command prints that reads this. */
  String runWithInput(byte[] input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-L", socket, "-f", "/dev/null"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TMUX_TMPDIR", directory.toString());
    builder.environment().remove("TMUX");
    try {
      Process process = builder.start();
      process.getOutputStream().write(input);
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new AssertionError(command + " ended with " + exitCode + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends all programs in it. */
  @Override
  public void close() {
    try {
      run("kill-server");
    } catch (AssertionError nothingWasOpened) {
      // Then there is no server.
    }
  }
}
