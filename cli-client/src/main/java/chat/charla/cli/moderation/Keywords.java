package chat.charla.cli.moderation;

import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words for values of the contract that users and scripts type, and that JSON contains. They
 * are the same in all languages. Pure.
 */
public final class Keywords {
  /** The word for a value that only newer versions know. */
  private static final String UNKNOWN = "unknown";

  private Keywords() {}

  /** The roles, lowest first. */
  public static final List<String> ROLES =
      Stream.of(Role.values()).map(Keywords::of).filter(Keywords::isValue).toList();

  /** Who may enter a room. */
  public static final List<String> ACCESSES =
      Stream.of(RoomAccess.values()).map(Keywords::of).filter(Keywords::isValue).toList();

  /** Why a moderator acts. */
  public static final List<String> REASONS =
      Stream.of(ModerationReason.values()).map(Keywords::of).filter(Keywords::isValue).toList();

  /** The word for a role; empty if it is unset. */
  public static String of(Role role) {
    return word(role, "ROLE_");
  }

  /** The word for who may enter a room; empty if it is unset. */
  public static String of(RoomAccess access) {
    return word(access, "ROOM_ACCESS_");
  }

  /** The word for a reason; empty if it is unset. */
  public static String of(ModerationReason reason) {
    return word(reason, "MODERATION_REASON_");
  }

  /** The role with this word, or empty. */
  public static Optional<Role> role(String word) {
    return Stream.of(Role.values()).filter(role -> isFor(of(role), word)).findFirst();
  }

  /** The access with this word, or empty. */
  public static Optional<RoomAccess> access(String word) {
    return Stream.of(RoomAccess.values()).filter(access -> isFor(of(access), word)).findFirst();
  }

  /** The reason with this word, or empty. */
  public static Optional<ModerationReason> reason(String word) {
    return Stream.of(ModerationReason.values())
        .filter(reason -> isFor(of(reason), word))
        .findFirst();
  }

  private static boolean isFor(String value, String word) {
    return isValue(value) && value.equals(word.toLowerCase(Locale.ROOT));
  }

  private static boolean isValue(String word) {
    return !word.isEmpty() && !word.equals(UNKNOWN);
  }

  private static String word(Enum<?> value, String prefix) {
    String name = value.name();
    if (!name.startsWith(prefix)) {
      return UNKNOWN;
    }
    String word = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
    return word.equals("unspecified") ? "" : word;
  }
}
