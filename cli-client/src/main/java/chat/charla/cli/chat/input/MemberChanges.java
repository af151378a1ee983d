package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.NamedMember;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.RoomState;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.User;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the user of a room whom a command names, changes the role or the restrictions of this user,
 * and tells how to undo the change. Owned by the client's scheduler.
 */
final class MemberChanges {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final CommandCalls calls;
  private final Clock clock;
  private final MemberLists lists;

  MemberChanges(
      ChatClient client, ChatState state, Display display, CommandCalls calls, Clock clock) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.calls = calls;
    this.clock = clock;
    this.lists = new MemberLists(client);
  }

  /**
   * A command that concerns one user.
   *
   * @param name the name or the id of the user, as typed
   * @param line the command as typed
   * @param preferred as for {@link NamedMember#find}
   */
  record MemberCommand(
      CommandWord word, Room room, String name, String line, Predicate<Member> preferred) {
    /** The user as the answer shows it: the name, or the id if the command has the id. */
    private String shown(Member member) {
      String known = member.getUser().getName();
      boolean byId = name.equals(member.getUser().getId());
      return Sanitizer.line(byId || known.isEmpty() ? name : known);
    }
  }

  /** Shows the role of the user. */
  void showRole(MemberCommand command) {
    calls.begin();
    find(
        command,
        member -> {
          String role = words().role(member.getState().getRole());
          display.answer("moderation.role.is", command.shown(member), role);
          calls.end();
        });
  }

  /**
   * Changes the state of the user.
   *
   * @param request the room and the change
   */
  void change(MemberCommand command, UpdateMemberRequest.Builder request) {
    calls.begin();
    find(
        command,
        member -> {
          if (isSelf(member) && command.word != CommandWord.ROLE) {
            display.answer("moderation.self");
            calls.end();
            return;
          }
          client
              .rooms()
              .updateMember(
                  request.setUserId(member.getUser().getId()).build(), new Done(command, member));
        });
  }

  /** Finds the user whom the command names. If none or several have the name, tells the user so. */
  private void find(MemberCommand command, Consumer<Member> found) {
    lists.list(
        command.room.name(),
        members -> {
          command.room.setMemberNames(members);
          List<Member> meant = NamedMember.find(command.name, members, command.preferred);
          Member absent = meant.isEmpty() ? absent(command.name) : null;
          if (meant.size() == 1) {
            found.accept(meant.get(0));
          } else if (absent != null) {
            found.accept(absent);
          } else if (meant.isEmpty()) {
            display.answer(
                "moderation.unknown-user",
                Sanitizer.excerpt(command.name),
                Sanitizer.line(command.room.name()));
            calls.end();
          } else {
            String ids =
                NamedMember.ids(meant).map(Sanitizer::line).collect(Collectors.joining(", "));
            display.answer("moderation.several", Sanitizer.excerpt(command.name), ids);
            calls.end();
          }
        },
        failure -> fail(command, failure));
  }

  /** A user of this name who has written in the room and left it, or who is in another room. */
  private @Nullable Member absent(String name) {
    User user = state.roster().everNamed(name);
    return user == null
        ? null
        : Member.newBuilder()
            .setUser(user)
            .setState(MemberState.newBuilder().setRole(RoomState.defaultRole(user)))
            .build();
  }

  private boolean isSelf(Member member) {
    return member.getUser().getId().equals(state.self().getId());
  }

  private void fail(MemberCommand command, CallFailure failure) {
    calls.failed(command.line, command.room.name(), failure);
    calls.end();
  }

  private RoomWords words() {
    return new RoomWords(display.words().messages());
  }

  /** Answers a change: shows the new state, and the command that undoes the change. */
  private final class Done implements Answer<UpdateMemberResponse> {
    private final MemberCommand command;
    private final Member before;

    Done(MemberCommand command, Member before) {
      this.command = command;
      this.before = before;
    }

    @Override
    public void onSuccess(UpdateMemberResponse response) {
      MemberState now = response.getState();
      String user = command.shown(before);
      String key = "moderation.done." + command.word.word();
      switch (command.word) {
        case MUTE ->
            display.answer(key, user, RoomWords.time(now.getMutedUntil(), clock.getZone()));
        case BAN ->
            display.answer(key, user, RoomWords.time(now.getBannedUntil(), clock.getZone()));
        case ROLE -> role(key, user, now);
        default -> display.answer(key, user);
      }
      calls.end();
    }

    private void role(String key, String user, MemberState now) {
      Role role =
          now.getRole() == Role.ROLE_UNSPECIFIED
              ? RoomState.defaultRole(before.getUser())
              : now.getRole();
      String word = words().role(role);
      if (isSelf(before)) {
        // There is no command to undo this, because a user cannot raise its own role.
        display.answer(key + ".own", word);
      } else {
        display.answer(key, user, word, Keywords.of(before.getState().getRole()));
      }
    }

    @Override
    public void onFailure(CallFailure failure) {
      if (failure.reason() == ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED) {
        display.answer("moderation.guest", command.shown(before));
        calls.end();
      } else {
        fail(command, failure);
      }
    }
  }
}
