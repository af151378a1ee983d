package chat.charla.cli.command;

import chat.charla.cli.moderation.Keywords;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses roles, reasons and settings of rooms. */
final class RoomConverters {
  /** The roles that {@link OfRole} parses, as the usage shows them. */
  static final String ROLES = "reader|guest|member|moderator|owner";

  private RoomConverters() {}

  /** Parses a role, such as {@code moderator}. */
  static final class OfRole implements ITypeConverter<Role> {
    @Override
    public Role convert(String value) {
      return Keywords.role(value).orElseThrow(() -> new TypeConversionException(value));
    }
  }

  /** Parses the access to a room, such as {@code accounts}. */
  static final class OfAccess implements ITypeConverter<RoomAccess> {
    @Override
    public RoomAccess convert(String value) {
      return Keywords.access(value).orElseThrow(() -> new TypeConversionException(value));
    }
  }

  /** Parses a reason, such as {@code spam}. */
  static final class OfReason implements ITypeConverter<ModerationReason> {
    @Override
    public ModerationReason convert(String value) {
      return Keywords.reason(value).orElseThrow(() -> new TypeConversionException(value));
    }
  }

  /** Parses a duration; {@code off} is zero. */
  static final class OfSlowMode implements ITypeConverter<Duration> {
    private static final DurationConverter LENGTH = new DurationConverter();

    @Override
    public Duration convert(String value) {
      return value.equals("off") ? Duration.ZERO : LENGTH.convert(value);
    }
  }
}
