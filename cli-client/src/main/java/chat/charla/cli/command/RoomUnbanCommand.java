package chat.charla.cli.command;

import chat.charla.cli.moderation.NamedMember;
import chat.charla.v1.Member;
import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

/** {@code charla room unban}: lets a banned user enter again. */
@Command(name = "unban", sortOptions = false)
final class RoomUnbanCommand extends RoomMemberCommand {
  @Override
  void change(UpdateMemberRequest.Builder request) {
    request.setBan(DurationConverter.toProto(Duration.ZERO));
  }

  @Override
  Predicate<Member> preferred() {
    return NamedMember.banned(Instant.now());
  }
}
