package chat.charla.cli.connection;

import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Role;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.stream.Stream;

/** Explains the refusals that roles, restrictions and slow mode cause. Immutable. */
final class ModerationRefusals {
  private final Messages messages;

  ModerationRefusals(Messages messages) {
    this.messages = messages;
  }

  /**
   * Explains a refusal.
   *
   * @param key the key of the text for this reason
   */
  String of(String key, ErrorReason reason, Map<String, String> metadata) {
    return switch (reason) {
      case ERROR_REASON_ROLE_TOO_LOW -> roleTooLow(key, metadata.getOrDefault("role", ""));
      case ERROR_REASON_BANNED, ERROR_REASON_MUTED ->
          messages.text(key, time(metadata.getOrDefault("until", "?")));
      case ERROR_REASON_TOO_MANY_ROLES ->
          messages.text(key, Sanitizer.line(metadata.getOrDefault("max_roles", "?")));
      default ->
          messages.text("slow_mode".equals(metadata.get("limit")) ? key + ".slow_mode" : key);
    };
  }

  private String roleTooLow(String key, String needed) {
    return Stream.of(Role.values())
        .filter(role -> role.name().equals(needed) && !Keywords.of(role).isEmpty())
        .findFirst()
        .map(role -> messages.text(key, new RoomWords(messages).role(role)))
        .orElseGet(() -> messages.text(key + ".other"));
  }

  /** The time on the user's clock; unchanged if it is not in RFC 3339. */
  private static String time(String rfc3339) {
    try {
      return RoomWords.time(Instant.parse(rfc3339), ZoneId.systemDefault());
    } catch (DateTimeParseException e) {
      return Sanitizer.line(rfc3339);
    }
  }
}
