package chat.charla.cli.command;

import chat.charla.v1.ModerationReason;
import picocli.CommandLine.Option;

/** The option of commands that restrict a user: {@code --reason}. */
final class ReasonOption {
  @Option(
      names = "--reason",
      paramLabel = "spam|abuse|illegal|privacy|off_topic",
      descriptionKey = "moderation-reason",
      converter = RoomConverters.OfReason.class)
  private ModerationReason reason = ModerationReason.MODERATION_REASON_UNSPECIFIED;

  /** The reason; unspecified if the user has given none. */
  ModerationReason value() {
    return reason;
  }
}
