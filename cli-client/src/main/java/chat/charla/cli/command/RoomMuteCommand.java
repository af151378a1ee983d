package chat.charla.cli.command;

import chat.charla.v1.ModerationReason;
import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla room mute}: lets a user of a room only read, for a time. */
@Command(name = "mute", sortOptions = false)
final class RoomMuteCommand extends RoomMemberCommand {
  @Option(names = "--for", paramLabel = "DURATION", converter = DurationConverter.class)
  private Duration duration = Duration.ofMinutes(10);

  @Option(
      names = "--reason",
      paramLabel = "spam|abuse|illegal|privacy|off_topic",
      descriptionKey = "moderation-reason",
      converter = RoomConverters.OfReason.class)
  private ModerationReason reason = ModerationReason.MODERATION_REASON_UNSPECIFIED;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setMute(RoomConverters.toProto(duration)).setReason(reason);
  }
}
