package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.script.Tail;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code charla tail}: prints a room's messages as they arrive. */
@Command(name = "tail", sortOptions = false)
final class TailCommand implements Callable<Integer>, ServerCommand {
  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;

  @Option(names = "--room", paramLabel = "ROOM", defaultValue = ScriptSession.LOBBY)
  String room = ScriptSession.LOBBY;

  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long count;

  @Option(names = "--since", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long since;

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    if (count != null && count == 0) {
      return ExitCode.DONE;
    }
    Context context = charla.context();
    try (ScriptSession session =
        ScriptSession.open(address(), identity.listener("tail", charla.messages()))) {
      Tail tail =
          new Tail(
              room, count == null ? 0 : count, context.out(), context.err(), charla.messages());
      tail.follow(session, since);
    }
    return ExitCode.DONE;
  }
}
