package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.moderation.NamedMember;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RoomCalls;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.User;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that changes the role or the restrictions of a user in a room. It prints the user with
 * the state after the change. The call names the user by id, because a name may pass to another
 * user at any time.
 */
abstract class RoomMemberCommand extends RoomSubcommand {
  @Parameters(index = "1", paramLabel = "USER", descriptionKey = "room-user")
  private String user = "";

  @Option(names = "--by-id", descriptionKey = "admin-by-id")
  private boolean byId;

  /** Adds the change to the request. */
  abstract void change(UpdateMemberRequest.Builder request);

  /** Selects the users to whom the command most probably refers, if several have the name. */
  Predicate<Member> preferred() {
    return member -> false;
  }

  @Override
  final void run(RoomCalls calls, Output output)
      throws CommandException, CallFailedException, IOException {
    Member member = byId ? withId(calls) : named(calls);
    UpdateMemberRequest.Builder request =
        UpdateMemberRequest.newBuilder().setRoom(room()).setUserId(member.getUser().getId());
    change(request);
    MemberState state = calls.change(request.build());
    boolean inside = member.getMember() && !request.getRemove() && !state.hasBannedUntil();
    output.member(member.toBuilder().setState(state).setMember(inside).build());
  }

  /**
   * The user with this id. Only the id is known if the user is not in the room and has no role or
   * restriction in it, or if the program may change members but not list them.
   */
  private Member withId(RoomCalls calls) {
    Member onlyId = Member.newBuilder().setUser(User.newBuilder().setId(user)).build();
    try {
      return members(calls).stream()
          .filter(member -> member.getUser().getId().equals(user))
          .findFirst()
          .orElse(onlyId);
    } catch (CallFailedException | IOException unlisted) {
      return onlyId;
    }
  }

  private List<Member> members(RoomCalls calls) throws CallFailedException, IOException {
    return calls.members(room(), Role.ROLE_UNSPECIFIED, false);
  }

  private Member named(RoomCalls calls) throws CommandException, CallFailedException, IOException {
    List<Member> meant = NamedMember.find(user, members(calls), preferred());
    if (meant.size() == 1) {
      return meant.get(0);
    }
    Messages messages = invocation().messages();
    String name = Sanitizer.line(user);
    String ids = NamedMember.ids(meant).map(Sanitizer::line).collect(Collectors.joining(", "));
    throw new CommandException(
        ExitCode.REFUSED,
        meant.isEmpty()
            ? messages.text("room.no-user", name, Sanitizer.line(room()))
            : messages.text("moderation.several", name, ids));
  }
}
