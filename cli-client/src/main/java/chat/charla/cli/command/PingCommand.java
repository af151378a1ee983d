package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Route;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.OnShutdown;
import chat.charla.cli.script.Ping;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code charla ping}: prints how long the server takes to answer. */
@Command(name = "ping", sortOptions = false)
final class PingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private OutputOptions format;

  /**
   * The number of pings. By default the command ends after four pings, as {@code ping} does on
   * Windows, so that a script does not have to stop the command.
   */
  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  long count = 4;

  @Option(names = "--interval", paramLabel = "DURATION", converter = DurationConverter.class)
  Duration interval = Duration.ofSeconds(1);

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  Duration timeout = Duration.ofSeconds(5);

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open();
    Route route = server.route();
    try (Ping ping = new Ping(route, timeout)) {
      OnShutdown interrupted = OnShutdown.run(() -> summarize(ping));
      for (long sequence = 1; sequence <= count && !output.isBroken(); sequence++) {
        if (sequence > 1) {
          pause();
        }
        ping(ping, sequence, output, route);
      }
      interrupted.close();
      summarize(ping);
      return ping.answered() > 0 || ping.sent() == 0 ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }
  }

  private void ping(Ping ping, long sequence, Output output, Route route)
      throws CallFailedException, IOException {
    try {
      output.pong(sequence, ping.once());
    } catch (CallFailedException e) {
      CallFailure failure = route.examined(e.failure());
      if (ExitCode.of(failure) != ExitCode.UNREACHABLE) {
        throw new CallFailedException(failure);
      }
      Invocation invocation = Invocation.of(spec);
      String cause = invocation.explanations().of(failure, route.address());
      invocation.context().err().println(invocation.messages().text("ping.lost", sequence, cause));
    }
  }

  private void summarize(Ping ping) {
    Invocation invocation = Invocation.of(spec);
    Messages messages = invocation.messages();
    String sent = messages.counted("ping.sent", ping.sent());
    String answered = messages.counted("ping.answered", ping.answered());
    invocation.context().err().println(messages.text("ping.summary", sent, answered));
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted between two calls");
    }
  }
}
