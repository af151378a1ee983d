package chat.charla.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code charla room}: the commands about the settings, roles and restrictions of a room. */
@Command(
    name = "room",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RoomShowCommand.class,
      RoomSetCommand.class,
      RoomMembersCommand.class,
      RoomRoleCommand.class,
      RoomMuteCommand.class,
      RoomUnmuteCommand.class,
      RoomKickCommand.class,
      RoomBanCommand.class,
      RoomUnbanCommand.class
    })
final class RoomCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs if no subcommand is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), Invocation.of(spec).messages().text("usage.no-command"));
  }
}
