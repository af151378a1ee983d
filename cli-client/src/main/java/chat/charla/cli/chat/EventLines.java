package chat.charla.cli.chat;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.Target;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import java.util.List;
import java.util.Optional;

/**
 * What happens in the chat, as lines to show. Everything that others have written is made harmless
 * here, and the lines of a text after its first get a gutter, so that no text can pass for a line
 * of its own. Immutable.
 */
final class EventLines {
  private static final String GUTTER = "\n  | ";
  private static final int EXCERPT = 40;

  private final Messages messages;
  private final Explanations explanations;

  EventLines(Messages messages) {
    this.messages = messages;
    this.explanations = new Explanations(messages);
  }

  /**
   * The lines for an event, or empty if there is nothing to show.
   *
   * @param selfId who reads them
   */
  Optional<String> of(Event event, String selfId) {
    User actor = event.getActor();
    String name = Sanitizer.line(actor.getName());
    boolean own = actor.getId().equals(selfId);
    return switch (event.getKindCase()) {
      case MESSAGE_POSTED -> Optional.of(message(event, event.getMessagePosted(), own));
      case USER_RENAMED ->
          system("event.renamed", Sanitizer.line(event.getUserRenamed().getPreviousName()), name);
      case USER_COUNT_CHANGED -> system("event.count", event.getUserCountChanged().getUserCount());
      case SERVER_NOTICE -> notice(event.getServerNotice());
      // What happens to oneself is told by the connection, and first-hand.
      case USER_JOINED -> own ? Optional.empty() : system("event.joined", name);
      case USER_RECONNECTING -> own ? Optional.empty() : system("event.reconnecting", name);
      case USER_BACK -> own ? Optional.empty() : system("event.back", name);
      case USER_LEFT ->
          own
              ? Optional.empty()
              : switch (event.getUserLeft().getReason()) {
                case USER_LEFT_REASON_LEASE_EXPIRED -> system("event.lease-expired", name);
                case USER_LEFT_REASON_LEFT_ROOM -> system("event.left-room", name);
                default -> system("event.left", name);
              };
      case KIND_NOT_SET -> Optional.empty();
    };
  }

  /** Tells of events that will not come. */
  String gap(Gap gap) {
    if (gap.getReason() == GapReason.GAP_REASON_RESET) {
      return line("gap.reset");
    }
    long missing = gap.getLastMissingSequence() - gap.getFirstMissingSequence() + 1;
    return line("gap.trimmed", missing);
  }

  /** The table of {@code :i}. */
  String users(List<PresentUser> present) {
    String nameHeader = messages.text("users.name");
    int width =
        present.stream()
            .mapToInt(user -> length(Sanitizer.line(user.getUser().getName())))
            .reduce(length(nameHeader), Math::max);
    StringBuilder table = new StringBuilder(messages.text("users.title"));
    table.append('\n').append(pad(nameHeader, width)).append(messages.text("users.id"));
    for (PresentUser user : present) {
      table
          .append('\n')
          .append(pad(Sanitizer.line(user.getUser().getName()), width))
          .append(Sanitizer.line(user.getUser().getId()));
      if (user.getPresence() == Presence.PRESENCE_RECONNECTING) {
        table.append("  ").append(messages.text("users.reconnecting"));
      }
    }
    return table.toString();
  }

  /** What the server greets with: its words, and it may have several lines. */
  String welcome(String text) {
    return withGutter(Sanitizer.clean(text));
  }

  /** Why a message was not sent, or that nobody knows whether it was. */
  String notSent(PendingMessage message) {
    Refusal refusal = message.refusal();
    String excerpt = excerpt(message.text());
    if (message.status() != PendingMessage.Status.REFUSED || refusal == null) {
      return line("message.unknown", excerpt);
    }
    if (refusal.error().getReason() != ErrorReason.ERROR_REASON_USER_NOT_FOUND) {
      return line("message.refused", excerpt, explanations.of(refusal));
    }
    return message.target().kind() == Target.Kind.USER_NAME
        ? messages.text("private.not-connected", Sanitizer.line(message.target().value()))
        : messages.text("reason.USER_NOT_FOUND");
  }

  /** The beginning of a text, to tell which one is meant. */
  private String excerpt(String text) {
    String line = Sanitizer.line(text);
    return length(line) <= EXCERPT
        ? line
        : line.substring(0, line.offsetByCodePoints(0, EXCERPT)) + "…";
  }

  /** A line of the program's own, marked as such. */
  String line(String key, Object... arguments) {
    return "-- " + messages.text(key, arguments);
  }

  private String message(Event event, MessagePosted message, boolean own) {
    String body = withGutter(Sanitizer.clean(message.getText()));
    String author = Sanitizer.line(event.getActor().getName());
    if (message.hasRecipient()) {
      boolean toSelf = message.getRecipient().getId().equals(event.getActor().getId());
      return own && !toSelf
          ? messages.text(
              "message.private-to", Sanitizer.line(message.getRecipient().getName()), body)
          : messages.text("message.private-from", author, body);
    }
    return event.getRoom().equals(Chat.LOBBY)
        ? messages.text("message.public", author, body)
        : messages.text("message.room", Sanitizer.line(event.getRoom()), author, body);
  }

  private Optional<String> notice(ServerNotice notice) {
    ServerNoticeCode code = notice.getCode();
    return switch (code) {
      case SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE -> system("notice.storage-unavailable");
      case SERVER_NOTICE_CODE_STORAGE_RESTORED -> system("notice.storage-restored");
      case SERVER_NOTICE_CODE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private Optional<String> system(String key, Object... arguments) {
    return Optional.of(line(key, arguments));
  }

  private static String withGutter(String text) {
    return text.replace("\n", GUTTER);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - length(text) + 2);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
