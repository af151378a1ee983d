package chat.charla.cli.command;

import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla room ban}: removes a user from a room, and keeps the user out for a time. */
@Command(name = "ban", sortOptions = false)
final class RoomBanCommand extends RoomMemberCommand {
  @Option(names = "--for", paramLabel = "DURATION", converter = DurationConverter.class)
  private Duration duration = Duration.ofDays(1);

  @Mixin private ReasonOption reason;

  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setBan(DurationConverter.toProto(duration)).setReason(reason.value());
  }
}
