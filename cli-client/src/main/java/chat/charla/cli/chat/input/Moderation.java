package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.NamedMember;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Spans;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.RoomState;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.User;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands about the members of the current room: {@code /members}, {@code /role},
 * {@code /mute}, {@code /unmute}, {@code /kick}, {@code /ban} and {@code /unban}. Owned by the
 * client's scheduler.
 */
public final class Moderation {
  private static final Duration MUTE_DEFAULT = Duration.ofMinutes(10);
  private static final Duration BAN_DEFAULT = Duration.ofDays(1);

  /** The largest number of users that {@code /members} shows. */
  private static final int MAX_SHOWN = 200;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final CommandCalls calls;
  private final Clock clock;
  private final MemberLists lists;

  public Moderation(
      ChatClient client, ChatState state, Display display, CommandCalls calls, Clock clock) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.calls = calls;
    this.clock = clock;
    this.lists = new MemberLists(client);
  }

  /**
   * Carries out a command.
   *
   * @param line the command as the user has typed it
   */
  void carryOut(CommandWord word, List<String> arguments, String line) {
    Room room = state.rooms().current();
    if (room == null) {
      display.answer("room.none");
      return;
    }
    String name = arguments.isEmpty() ? "" : arguments.get(0);
    String second = arguments.size() > 1 ? arguments.get(1) : "";
    String third = arguments.size() > 2 ? arguments.get(2) : "";
    switch (word) {
      case MEMBERS -> list(room, line);
      case ROLE -> role(room, name, second, line);
      case MUTE ->
          restrict(
              room, name, second, third, line, MUTE_DEFAULT, UpdateMemberRequest.Builder::setMute);
      case BAN ->
          restrict(
              room, name, second, third, line, BAN_DEFAULT, UpdateMemberRequest.Builder::setBan);
      case UNMUTE ->
          update(
              new Act(room, name, line, "unmute", NamedMember.muted(clock.instant())),
              request(room).setMute(proto(Duration.ZERO)));
      case UNBAN ->
          update(
              new Act(room, name, line, "unban", NamedMember.banned(clock.instant())),
              request(room).setBan(proto(Duration.ZERO)));
      case KICK ->
          reason("/kick", second)
              .ifPresent(
                  why ->
                      update(
                          new Act(room, name, line, "kick", Member::getMember),
                          request(room).setRemove(true).setReason(why)));
      default -> throw new IllegalArgumentException(word.word());
    }
  }

  /** Sets the length of a restriction. */
  private interface Restriction {
    UpdateMemberRequest.Builder set(
        UpdateMemberRequest.Builder request, com.google.protobuf.Duration length);
  }

  private void restrict(
      Room room,
      String name,
      String length,
      String why,
      String line,
      Duration usual,
      Restriction restriction) {
    String done = usual == MUTE_DEFAULT ? "mute" : "ban";
    Optional<Duration> span = length.isEmpty() ? Optional.of(usual) : Spans.parse(length);
    if (span.isEmpty()) {
      display.answerText("/" + done + ": " + notASpan(length));
      return;
    }
    reason("/" + done, why)
        .ifPresent(
            reason ->
                update(
                    new Act(room, name, line, done, member -> false),
                    restriction.set(request(room), proto(span.get())).setReason(reason)));
  }

  private void role(Room room, String name, String word, String line) {
    Act act = new Act(room, name, line, "role", member -> false);
    if (word.isEmpty()) {
      calls.begin();
      find(
          act,
          member -> {
            display.answer("moderation.role.is", act.shown(member), roleOf(member.getState()));
            calls.end();
          });
      return;
    }
    Optional<Role> role = Keywords.role(word);
    if (role.isEmpty()) {
      display.answerText("/role: " + notOneOf(Keywords.ROLES, word));
    } else {
      update(act, request(room).setRole(role.get()));
    }
  }

  private void list(Room room, String line) {
    calls.begin();
    lists.list(
        room.name(),
        members -> {
          room.setMemberNames(members);
          show(members);
          calls.end();
        },
        failure -> fail(line, room.name(), failure));
  }

  private void show(List<Member> members) {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          text("members.name"), text("members.role"), text("members.id"), text("members.state")
        });
    for (Member member : members.subList(0, Math.min(members.size(), MAX_SHOWN))) {
      User user = member.getUser();
      rows.add(
          new String[] {
            user.getName().isEmpty() ? text("members.deleted") : Sanitizer.line(user.getName()),
            roleOf(member.getState()),
            Sanitizer.line(user.getId()),
            stateOf(member)
          });
    }
    display.answerTable(rows);
    if (members.size() > MAX_SHOWN) {
      display.answer("members.more", MAX_SHOWN);
    }
  }

  private String stateOf(Member member) {
    List<String> parts = new ArrayList<>();
    if (member.getMember()) {
      parts.add(text("members.inside"));
    }
    MemberState own = member.getState();
    if (RoomState.isMuted(own, clock.instant())) {
      parts.add(text("members.muted", RoomWords.time(own.getMutedUntil(), clock.getZone())));
    }
    if (RoomState.isBanned(own, clock.instant())) {
      parts.add(text("members.banned", RoomWords.time(own.getBannedUntil(), clock.getZone())));
    }
    return parts.isEmpty() ? "-" : String.join("; ", parts);
  }

  /** Finds the user, and changes the state of the user. */
  private void update(Act act, UpdateMemberRequest.Builder request) {
    calls.begin();
    find(
        act,
        member -> {
          if (member.getUser().getId().equals(state.self().getId()) && !act.done.equals("role")) {
            display.answer("moderation.self");
            calls.end();
            return;
          }
          client
              .rooms()
              .updateMember(
                  request.setUserId(member.getUser().getId()).build(), new Done(act, member));
        });
  }

  /** Finds the user whom the command names. If none or several have the name, tells the user so. */
  private void find(Act act, Consumer<Member> found) {
    lists.list(
        act.room.name(),
        members -> {
          act.room.setMemberNames(members);
          List<Member> meant = NamedMember.find(act.name, members, act.preferred);
          Member absent = meant.isEmpty() ? absent(act.name) : null;
          if (meant.size() == 1) {
            found.accept(meant.get(0));
          } else if (absent != null) {
            found.accept(absent);
          } else if (meant.isEmpty()) {
            display.answer(
                "moderation.unknown-user",
                Sanitizer.excerpt(act.name),
                Sanitizer.line(act.room.name()));
            calls.end();
          } else {
            String ids =
                NamedMember.ids(meant).map(Sanitizer::line).collect(Collectors.joining(", "));
            display.answer("moderation.several", Sanitizer.excerpt(act.name), ids);
            calls.end();
          }
        },
        failure -> fail(act.line, act.room.name(), failure));
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

  private void fail(String line, String room, CallFailure failure) {
    calls.failed(line, room, failure);
    calls.end();
  }

  private String roleOf(MemberState member) {
    return new RoomWords(display.words().messages()).role(member.getRole());
  }

  private Optional<ModerationReason> reason(String command, String word) {
    if (word.isEmpty()) {
      return Optional.of(ModerationReason.MODERATION_REASON_UNSPECIFIED);
    }
    Optional<ModerationReason> reason = Keywords.reason(word);
    if (reason.isEmpty()) {
      display.answerText(command + ": " + notOneOf(Keywords.REASONS, word));
    }
    return reason;
  }

  private String notOneOf(List<String> words, String typed) {
    return BadValue.notOneOf(
        display.words().messages(), String.join("|", words), Sanitizer.excerpt(typed));
  }

  private String notASpan(String typed) {
    return text("usage.span", Sanitizer.excerpt(typed));
  }

  private String text(String key, Object... arguments) {
    return display.words().text(key, arguments);
  }

  private static UpdateMemberRequest.Builder request(Room room) {
    return UpdateMemberRequest.newBuilder().setRoom(room.name());
  }

  private static com.google.protobuf.Duration proto(Duration span) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(span.getSeconds()).build();
  }

  /**
   * A command that concerns one user.
   *
   * @param name the name or the id of the user, as typed
   * @param line the command as typed
   * @param done the last part of the key of the text that tells the user what has changed
   * @param preferred as for {@link NamedMember#find}
   */
  private record Act(
      Room room, String name, String line, String done, Predicate<Member> preferred) {
    /** The user as the answer shows it: the name, or the id if the command has the id. */
    private String shown(Member member) {
      String known = member.getUser().getName();
      boolean byId = name.equals(member.getUser().getId());
      return Sanitizer.line(byId || known.isEmpty() ? name : known);
    }
  }

  /** Answers a change: shows the new state, and the command that undoes the change. */
  private final class Done implements Answer<UpdateMemberResponse> {
    private final Act act;
    private final Member before;

    Done(Act act, Member before) {
      this.act = act;
      this.before = before;
    }

    @Override
    public void onSuccess(UpdateMemberResponse response) {
      MemberState now = response.getState();
      String user = act.shown(before);
      String key = "moderation.done." + act.done;
      switch (act.done) {
        case "mute" ->
            display.answer(key, user, RoomWords.time(now.getMutedUntil(), clock.getZone()));
        case "ban" ->
            display.answer(key, user, RoomWords.time(now.getBannedUntil(), clock.getZone()));
        case "role" -> role(key, user, now);
        default -> display.answer(key, user);
      }
      calls.end();
    }

    private void role(String key, String user, MemberState now) {
      Role role =
          now.getRole() == Role.ROLE_UNSPECIFIED
              ? RoomState.defaultRole(before.getUser())
              : now.getRole();
      String word = new RoomWords(display.words().messages()).role(role);
      if (before.getUser().getId().equals(state.self().getId())) {
        // There is no command to undo this, because a user cannot raise its own role.
        display.answer(key + ".own", word);
      } else {
        display.answer(key, user, word, Keywords.of(before.getState().getRole()));
      }
    }

    @Override
    public void onFailure(CallFailure failure) {
      if (failure.reason() == ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED) {
        display.answer("moderation.guest", act.shown(before));
        calls.end();
      } else {
        fail(act.line, act.room.name(), failure);
      }
    }
  }
}
