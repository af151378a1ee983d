package chat.charla.cli.command;

import chat.charla.v1.UpdateMemberRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code charla room kick}: removes a user from a room. */
@Command(name = "kick", sortOptions = false)
final class RoomKickCommand extends RoomMemberCommand {
  @Mixin private ReasonOption reason;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setRemove(true).setReason(reason.value());
  }
}
