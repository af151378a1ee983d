package chat.charla.cli.command;

import chat.charla.v1.ModerationReason;
import chat.charla.v1.UpdateMemberRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla room kick}: removes a user from a room. */
@Command(name = "kick", sortOptions = false)
final class RoomKickCommand extends RoomMemberCommand {
  @Option(
      names = "--reason",
      paramLabel = "spam|abuse|illegal|privacy|off_topic",
      descriptionKey = "moderation-reason",
      converter = RoomConverters.OfReason.class)
  private ModerationReason reason = ModerationReason.MODERATION_REASON_UNSPECIFIED;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setRemove(true).setReason(reason);
  }
}
