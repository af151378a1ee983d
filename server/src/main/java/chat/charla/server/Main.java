package chat.charla.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The server program. */
public final class Main {
  // Kept, because the logging system would let go of a logger that nobody holds, and its level.

  private static final Logger GRPC = Logger.getLogger("io.grpc");

  /**
   * Logs what goes over the wire, tokens and private messages included, if it is let; and as a
   * warning with a stack trace that a client has gone away.
   */
  private static final Logger WIRE =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

  private Main() {}

  /** Runs a server until a signal ends it; exits with 0, 1 if it could not run, 2 for bad usage. */
  public static void main(String[] arguments) {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$s %3$s %5$s%6$s%n");
    GRPC.setLevel(Level.WARNING);
    WIRE.setLevel(Level.SEVERE);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int exitCode =
        new CommandLine(new ServerCommand(err, System.getenv()))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler(ServerCommand::explainUsage)
            .execute(arguments);
    System.exit(exitCode);
  }
}
