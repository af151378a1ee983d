package chat.charla.cli.command;

import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code charla room role}: gives a user a role in a room. */
@Command(name = "role", sortOptions = false)
final class RoomRoleCommand extends RoomMemberCommand {
  @Parameters(
      index = "2",
      paramLabel = RoomConverters.ROLES,
      descriptionKey = "room-role",
      converter = RoomConverters.OfRole.class)
  private Role role = Role.ROLE_UNSPECIFIED;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setRole(role);
  }
}
