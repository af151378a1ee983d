package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code charla history}: prints the stored messages, oldest first. */
@Command(name = "history", sortOptions = false)
final class HistoryCommand implements Callable<Integer>, ServerCommand {
  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;
  @Mixin private TimelineOptions timeline;
  @Mixin private OutputOptions format;
  @Spec private CommandSpec spec;

  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long count;

  @Option(names = "--before", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long before;

  @Option(names = "--since", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long since;

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    if (before != null && since != null) {
      throw new ParameterException(
          spec.commandLine(), charla.messages().text("usage.before-or-since"));
    }
    String room = timeline.timeline(charla);
    Output output = format.open(charla);
    try (ScriptSession session =
        ScriptSession.open(server.route(), identity.listener("history", charla.messages()))) {
      session.history(room).write(count, before, since, output);
    }
    return ExitCode.DONE;
  }
}
