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

/** A tmux server for a test, separate from the tmux server of the user. */
final class Tmux implements AutoCloseable {
  private final Path directory;
  private final String socket = "charla-" + UUID.randomUUID();

  /**
   * Creates the controller; starts nothing yet.
   *
   * @param directory the directory for the socket
   */
  Tmux(Path directory) {
    this.directory = directory;
  }

  /** Whether tmux is installed. */
  static boolean isInstalled() {
    try {
      return output("tmux", "-V").startsWith("tmux");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The output of a command. */
  static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program in its own terminal, which stays open when the program has ended. */
  Pane open(
      String name, int columns, int rows, Map<String, String> environment, List<String> program) {
    List<String> command = new ArrayList<>(List.of("new-session", "-d", "-s", name));
    command.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
    environment.forEach((key, value) -> command.addAll(List.of("-e", key + "=" + value)));
    command.add("--");
    command.addAll(program);
    // Options are global, so this command also sets them. Programs may write to the clipboard, so
    // that a test can detect a program that does.
    command.addAll(List.of(";", "set", "-g", "remain-on-exit", "on"));
    command.addAll(List.of(";", "set", "-g", "set-clipboard", "on"));
    run(command.toArray(String[]::new));
    return new Pane(this, name);
  }

  /** The output of a tmux command. */
  String run(String... arguments) {
    return runWithInput(new byte[0], arguments);
  }

  /** The output of a tmux command with this input. */
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

  /** Ends all programs in the terminals of this tmux server. */
  @Override
  public void close() {
    try {
      run("kill-server");
    } catch (AssertionError nothingWasOpened) {
      // There is no server.
    }
  }
}
