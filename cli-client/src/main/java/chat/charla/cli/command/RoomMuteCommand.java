package chat.charla.cli.command;

import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla room mute}: lets a user of a room only read, for a time. */
@Command(name = "mute", sortOptions = false)
final class RoomMuteCommand extends RoomMemberCommand {
  @Option(names = "--for", paramLabel = "DURATION", converter = DurationConverter.class)
  private Duration duration = Duration.ofMinutes(10);

  @Mixin private ReasonOption reason;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setMute(DurationConverter.toProto(duration)).setReason(reason.value());
  }
}
