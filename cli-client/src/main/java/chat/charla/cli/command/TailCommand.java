package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.History;
import chat.charla.cli.script.RetryLimit;
import chat.charla.cli.script.ScriptIdentity;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.script.Tail;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla tail}: prints messages as they arrive. */
@Command(name = "tail", sortOptions = false)
final class TailCommand extends ScriptCommand {
  @Mixin private TimelineOptions timeline;
  @Mixin private OutputOptions format;

  @Option(names = "--since", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long since;

  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long count;

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  @Nullable Duration timeout;

  @Option(names = "--no-follow")
  boolean untilHead;

  @Option(names = "--create")
  boolean create;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    String room = timeline.timeline();
    if (create && (untilHead || timeline.inbox)) {
      throw usage("usage.create");
    }
    if (count != null && count == 0) {
      return ExitCode.DONE;
    }
    Output output = format.open();
    if (untilHead) {
      writeStored(room, output);
    } else {
      follow(room, output);
    }
    return ExitCode.DONE;
  }

  private void follow(String room, Output output)
      throws CommandException, CallFailedException, IOException {
    Tail.Plan plan = new Tail.Plan(since, count, create, timeout);
    ScriptIdentity asked = identity().forReading(server(), false);
    try (ScriptSession session = ScriptSession.open(server().route(), asked)) {
      boolean done =
          Tail.write(
              session, room, plan, output, invocation().context().err(), invocation().messages());
      // Without --count, reaching the time limit is not a failure.
      if (!done && count != null) {
        throw timedOut();
      }
    } catch (CallFailedException e) {
      throw withHint(e, room);
    }
  }

  /**
   * Writes the messages that are already stored. This method opens no stream, so other users do not
   * see the identity.
   */
  private void writeStored(String room, Output output)
      throws CommandException, CallFailedException, IOException {
    RetryLimit limit = timeout == null ? RetryLimit.STANDARD : RetryLimit.inAll(timeout);
    ScriptIdentity asked = identity().forReading(server(), true);
    try (ScriptSession session = ScriptSession.open(server().route(), asked, limit)) {
      History.Part part = new History.Part(count, null, since == null ? 0 : since, "");
      session.history(room).write(part, output, History.Progress.IGNORED);
    }
  }

  private CommandException timedOut() {
    return new CommandException(ExitCode.UNREACHABLE, invocation().messages().text("tail.timeout"));
  }
}
