package chat.charla.cli;

import chat.charla.cli.command.CharlaCommand;
import chat.charla.cli.command.Context;
import chat.charla.cli.connection.Channels;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The entry point of the terminal client. */
public final class Main {
  private Main() {}

  /** Runs one command, and exits with the command's exit code. */
  public static void main(String[] arguments) {
    Channels.silenceLibraries();
    Context context =
        new Context(
            StandardInput.open(),
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            Arguments.inUtf8(System.getenv()),
            InteractiveTerminal.isPresent());
    int exitCode = CharlaCommand.run(context, Arguments.inUtf8(arguments));
    context.out().flush();
    System.exit(exitCode);
  }

  /**
   * A stream that writes UTF-8. System.out and System.err use the locale's encoding, which may be
   * ASCII.
   */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
