package chat.charla.cli.command;

import chat.charla.admin.v1.LogLevelChange;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Locale;

/** What several commands of an administrator print, as text. */
final class AdminTexts {
  private static final int MIB = 1 << 20;

  private AdminTexts() {}

  /** A change of a log level. */
  static String of(LogLevelChange change, Messages messages) {
    return messages.text(
        "admin.log-level",
        Sanitizer.line(change.getLogger()),
        change.getLevel().name().replace("LOG_LEVEL_", "").toLowerCase(Locale.ROOT),
        time(change.getEndTime()));
  }

  /** The time in UTC, without fractions of a second. */
  static String time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds()).toString();
  }

  /** A size in MiB, rounded up. */
  static String mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB + " MiB";
  }
}
