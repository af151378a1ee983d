package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.NickColours;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import chat.charla.client.RoomState;
import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Formats events as lines to show: {@code 14:03 <ana> hola}. Sanitizes the texts of other users.
 * Each line of a text after its first line is indented and begins with {@code |}, so that a text
 * cannot imitate a line of the transcript. Immutable.
 *
 * @param messages the messages in the user's language
 * @param zone the time zone for display
 * @param timestamps whether lines begin with the time
 */
public record Transcript(Messages messages, ZoneId zone, boolean timestamps) {
  /** The beginning of the text of an action, by the convention in chat.proto. */
  public static final String ACTION = "/me ";

  private static final String GUTTER = "\n  | ";
  static final String SYSTEM = "-- ";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /**
   * The lines for an event, or empty if the event is not shown.
   *
   * @param self the user who reads the lines
   * @param room the room to show with the event, or empty for the current room
   */
  Optional<StyledText> of(Event event, User self, String room) {
    if (event.hasMessagePosted()) {
      return Optional.of(message(event, self, room));
    }
    if (event.hasRoomChanged() || event.hasMemberChanged()) {
      return Optional.of(changed(event, self, room, null));
    }
    if (event.getActor().getId().equals(self.getId()) && !event.hasUserRenamed()) {
      // Other lines tell the user about their own connection and rooms.
      return Optional.empty();
    }
    return words(event)
        .map(words -> StyledText.builder().append(time(event)).append(SYSTEM + words, Style.DIM))
        .map(StyledText.Builder::build);
  }

  /**
   * A line for a change of a room, or of the role or restrictions of a member. If it is about the
   * reader, it is bold.
   *
   * @param room as for {@link #of}
   * @param before the state of the room before the event, or null if it is not known
   */
  StyledText changed(Event event, User self, String room, @Nullable RoomState before) {
    boolean you =
        event.hasMemberChanged() && event.getMemberChanged().getUser().getId().equals(self.getId());
    String where = room.isEmpty() ? "" : "[" + Sanitizer.line(room) + "] ";
    String words = new RoomWords(messages).of(event, self, before);
    return StyledText.builder()
        .append(time(event))
        .append(SYSTEM + where + words, you ? Style.BOLD : Style.DIM)
        .build();
  }

  /** A line about the program itself, such as a lost connection. */
  StyledText systemLine(Instant when, String words) {
    return StyledText.builder().append(time(when)).append(SYSTEM + words, Style.DIM).build();
  }

  /** The answer to a command. Each line of the answer begins with {@code --}. */
  StyledText answer(String words) {
    return StyledText.of(SYSTEM + words.replace("\n", "\n" + SYSTEM), Style.DIM);
  }

  /** A line for a message that failed. */
  StyledText failed(Instant when, String mark, String words) {
    return StyledText.builder()
        .append(time(when))
        .append(mark + " ", Style.BOLD)
        .append(words)
        .build();
  }

  /** A dividing line. */
  StyledText divider(String words) {
    return StyledText.of("── " + words + " ──", Style.DIM);
  }

  /** The line at the start of a day. */
  StyledText day(LocalDate day, Locale locale) {
    return divider(DateTimeFormatter.ofPattern(messages.text("day.pattern"), locale).format(day));
  }

  /** The day of an event in the time zone for display. */
  LocalDate dayOf(Event event) {
    return instantOf(event).atZone(zone).toLocalDate();
  }

  /**
   * The server's welcome text, which may have several lines, and may be in another language than
   * the chat.
   */
  StyledText welcome(String text) {
    return StyledText.of(messages.text("welcome", withGutter(Sanitizer.clean(text))));
  }

  /** Whether a message is addressed to the reader: it is private or mentions the reader. */
  static boolean concerns(Event event, User self) {
    MessagePosted message = event.getMessagePosted();
    return !event.getActor().getId().equals(self.getId())
        && (message.hasRecipient() || Mention.isIn(message.getText(), self.getName()));
  }

  private StyledText message(Event event, User self, String room) {
    MessagePosted message = event.getMessagePosted();
    Style style = concerns(event, self) ? Style.BOLD : Style.PLAIN;
    StyledText.Builder line = StyledText.builder().append(time(event));
    if (!room.isEmpty()) {
      line.append("[" + Sanitizer.line(room) + "] ", Style.DIM);
    }
    User author = event.getActor();
    boolean action = message.getText().startsWith(ACTION);
    String text = action ? message.getText().substring(ACTION.length()) : message.getText();
    String body = withGutter(Sanitizer.clean(text));
    if (message.hasRecipient()) {
      line.append("[" + messages.text("private") + "] ", style);
      line.append(name(author, self)).append(" → ", style);
      line.append(name(message.getRecipient(), self)).append(action ? ": * " : ": ", style);
    } else if (action) {
      line.append("* ", style).append(nick(author)).append(" ", style);
    } else {
      line.append("<", style).append(nick(author)).append("> ", style);
    }
    return line.append(body, style).build();
  }

  private Optional<String> words(Event event) {
    String name = Sanitizer.line(event.getActor().getName());
    return switch (event.getKindCase()) {
      case USER_RENAMED ->
          text("event.renamed", Sanitizer.line(event.getUserRenamed().getPreviousName()), name);
      case SERVER_NOTICE -> notice(event.getServerNotice());
      case USER_JOINED ->
          text(event.getRoom().equals(Rooms.LOBBY) ? "event.joined" : "event.entered-room", name);
      case USER_RECONNECTING -> text("event.reconnecting", name);
      case USER_BACK -> text("event.back", name);
      case USER_LEFT -> left(event.getUserLeft().getReason(), name);
      // The number of users changes too often for the transcript. The status row shows it.
      case USER_COUNT_CHANGED -> Optional.empty();
      case MESSAGE_POSTED, ROOM_CHANGED, MEMBER_CHANGED, RECORD, KIND_NOT_SET -> Optional.empty();
    };
  }

  private Optional<String> left(UserLeftReason reason, String name) {
    return switch (reason) {
      case USER_LEFT_REASON_LEASE_EXPIRED -> text("event.lease-expired", name);
      case USER_LEFT_REASON_LEFT_ROOM -> text("event.left-room", name);
      // The event that has removed the user has a line.
      case USER_LEFT_REASON_REMOVED -> Optional.empty();
      case USER_LEFT_REASON_LEFT, USER_LEFT_REASON_UNSPECIFIED, UNRECOGNIZED ->
          text("event.left", name);
    };
  }

  private Optional<String> notice(ServerNotice notice) {
    ServerNoticeCode code = notice.getCode();
    return switch (code) {
      case SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE -> text("notice.storage-unavailable");
      case SERVER_NOTICE_CODE_STORAGE_RESTORED -> text("notice.storage-restored");
      case SERVER_NOTICE_CODE_OPERATOR ->
          text(
              "notice.operator",
              withGutter(Sanitizer.clean(notice.getParametersOrDefault("text", ""))));
      case SERVER_NOTICE_CODE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private Optional<String> text(String key, Object... arguments) {
    return Optional.of(messages.text(key, arguments));
  }

  /**
   * A user's name as shown to the reader. The reader's own name is shown as "you". If another user
   * is called "you", the id of that user follows the name.
   */
  private StyledText name(User user, User self) {
    String you = messages.text("you");
    if (user.getId().equals(self.getId())) {
      return StyledText.of(you, Style.BOLD);
    }
    boolean misleading = NameFold.fold(user.getName()).equals(NameFold.fold(you));
    String suffix = misleading ? "#" + Sanitizer.line(user.getId()) : "";
    return StyledText.builder().append(nick(user)).append(suffix).build();
  }

  private static StyledText nick(User user) {
    return StyledText.of(Sanitizer.line(user.getName()), NickColours.of(user.getId()));
  }

  private StyledText time(Event event) {
    return time(instantOf(event));
  }

  private StyledText time(Instant when) {
    return timestamps
        ? StyledText.of(TIME.format(when.atZone(zone)) + " ", Style.DIM)
        : StyledText.EMPTY;
  }

  private static Instant instantOf(Event event) {
    return Instant.ofEpochSecond(
        event.getCreateTime().getSeconds(), event.getCreateTime().getNanos());
  }

  private static String withGutter(String text) {
    return text.replace("\n", GUTTER);
  }
}
