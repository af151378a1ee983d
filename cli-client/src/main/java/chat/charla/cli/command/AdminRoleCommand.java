package chat.charla.cli.command;

import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code charla admin role}: gives a user a role in a room, for example "lobby" its first owner.
 */
@Command(name = "role", sortOptions = false)
final class AdminRoleCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "ROOM", descriptionKey = "room-name")
  private String room = "";

  @Parameters(index = "1", paramLabel = "USER", descriptionKey = "admin-user")
  private String user = "";

  @Parameters(
      index = "2",
      paramLabel = RoomConverters.ROLES,
      descriptionKey = "room-role",
      converter = RoomConverters.OfRole.class)
  private Role role = Role.ROLE_UNSPECIFIED;

  @Option(names = "--by-id", order = OWN_OPTION, descriptionKey = "admin-by-id")
  private boolean byId;

  @Override
  void run(AdminConnection connection) throws CommandException, CallFailedException {
    SetRoomRoleRequest request =
        SetRoomRoleRequest.newBuilder()
            .setRoom(room)
            .setUserId(byId ? user : userId(connection, user))
            .setRole(role)
            .build();
    Role given = connection.call(calls -> calls.setRoomRole(request)).getState().getRole();
    print(
        messages()
            .text("admin.role", Sanitizer.line(user), Keywords.of(given), Sanitizer.line(room)));
  }
}
