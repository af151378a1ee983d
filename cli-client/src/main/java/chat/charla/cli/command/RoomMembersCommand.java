package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RoomCalls;
import chat.charla.v1.Role;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code charla room members}: prints the users who are in a room, and those who have a role or a
 * restriction in it.
 */
@Command(name = "members", sortOptions = false)
final class RoomMembersCommand extends RoomSubcommand {
  @Option(
      names = "--min-role",
      paramLabel = RoomConverters.ROLES,
      converter = RoomConverters.OfRole.class)
  private Role minRole = Role.ROLE_UNSPECIFIED;

  @Option(names = "--restricted")
  private boolean restricted;

  @Override
  void run(RoomCalls calls, Output output) throws CallFailedException, IOException {
    calls.members(room(), minRole, restricted).forEach(output::member);
  }
}
