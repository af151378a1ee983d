package chat.charla.cli.chat.input;

import chat.charla.cli.chat.input.MemberChanges.MemberCommand;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.NamedMember;
import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Spans;
import chat.charla.client.ChatClient;
import chat.charla.v1.Member;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Carries out the commands about the members of the current room: {@code /members}, {@code /role},
 * {@code /mute}, {@code /unmute}, {@code /kick}, {@code /ban} and {@code /unban}. Owned by the
 * client's scheduler.
 */
public final class Moderation {
  private static final Duration MUTE_DEFAULT = Duration.ofMinutes(10);
  private static final Duration BAN_DEFAULT = Duration.ofDays(1);

  private final ChatState state;
  private final Display display;
  private final CommandCalls calls;
  private final Clock clock;
  private final MemberLists lists;
  private final MemberTable table;
  private final MemberChanges changes;

  public Moderation(
      ChatClient client, ChatState state, Display display, CommandCalls calls, Clock clock) {
    this.state = state;
    this.display = display;
    this.calls = calls;
    this.clock = clock;
    this.lists = new MemberLists(client);
    this.table = new MemberTable(display, clock);
    this.changes = new MemberChanges(client, state, display, calls, clock);
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
    MemberCommand command = new MemberCommand(word, room, name, line, preferred(word));
    switch (word) {
      case MEMBERS -> list(room, line);
      case ROLE -> role(command, second);
      case MUTE ->
          restrict(command, second, third, MUTE_DEFAULT, UpdateMemberRequest.Builder::setMute);
      case BAN ->
          restrict(command, second, third, BAN_DEFAULT, UpdateMemberRequest.Builder::setBan);
      case UNMUTE -> changes.change(command, request(room).setMute(proto(Duration.ZERO)));
      case UNBAN -> changes.change(command, request(room).setBan(proto(Duration.ZERO)));
      case KICK ->
          reason(word, second)
              .ifPresent(
                  why -> changes.change(command, request(room).setRemove(true).setReason(why)));
      default -> throw new IllegalArgumentException(word.word());
    }
  }

  /** Selects the users to whom the command most probably refers, if several have the name. */
  private Predicate<Member> preferred(CommandWord word) {
    return switch (word) {
      case UNMUTE -> NamedMember.muted(clock.instant());
      case UNBAN -> NamedMember.banned(clock.instant());
      case KICK -> Member::getMember;
      default -> member -> false;
    };
  }

  private void list(Room room, String line) {
    calls.begin();
    lists.list(
        room.name(),
        members -> {
          room.setMemberNames(members);
          table.show(members);
          calls.end();
        },
        failure -> {
          calls.failed(line, room.name(), failure);
          calls.end();
        });
  }

  private void role(MemberCommand command, String typed) {
    if (typed.isEmpty()) {
      changes.showRole(command);
      return;
    }
    Optional<Role> role = Keywords.role(typed);
    if (role.isEmpty()) {
      display.badValue("/" + command.word().word(), notOneOf(Keywords.ROLES, typed));
    } else {
      changes.change(command, request(command.room()).setRole(role.get()));
    }
  }

  /** Sets the length of a restriction. */
  private interface Restriction {
    UpdateMemberRequest.Builder set(
        UpdateMemberRequest.Builder request, com.google.protobuf.Duration length);
  }

  private void restrict(
      MemberCommand command, String length, String why, Duration usual, Restriction restriction) {
    Optional<Duration> span = length.isEmpty() ? Optional.of(usual) : Spans.parse(length);
    if (span.isEmpty()) {
      display.badValue(
          "/" + command.word().word(),
          display.words().text("usage.span", Sanitizer.excerpt(length)));
      return;
    }
    reason(command.word(), why)
        .ifPresent(
            reason ->
                changes.change(
                    command,
                    restriction.set(request(command.room()), proto(span.get())).setReason(reason)));
  }

  private Optional<ModerationReason> reason(CommandWord word, String typed) {
    if (typed.isEmpty()) {
      return Optional.of(ModerationReason.MODERATION_REASON_UNSPECIFIED);
    }
    Optional<ModerationReason> reason = Keywords.reason(typed);
    if (reason.isEmpty()) {
      display.badValue("/" + word.word(), notOneOf(Keywords.REASONS, typed));
    }
    return reason;
  }

  private String notOneOf(List<String> words, String typed) {
    return BadValue.notOneOf(
        display.words().messages(), String.join("|", words), Sanitizer.excerpt(typed));
  }

  private static UpdateMemberRequest.Builder request(Room room) {
    return UpdateMemberRequest.newBuilder().setRoom(room.name());
  }

  private static com.google.protobuf.Duration proto(Duration span) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(span.getSeconds()).build();
  }
}
