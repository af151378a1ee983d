package chat.charla.cli.command;

import chat.charla.cli.moderation.NamedMember;
import chat.charla.v1.Member;
import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

/** {@code charla room unmute}: lets a muted user write again. */
@Command(name = "unmute", sortOptions = false)
final class RoomUnmuteCommand extends RoomMemberCommand {
  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setMute(DurationConverter.toProto(Duration.ZERO));
  }

  @Override
  Predicate<Member> preferred() {
    return NamedMember.muted(Instant.now());
  }
}
