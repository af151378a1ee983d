package chat.charla.cli.command;

import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.Settings;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;

/** Describes the origin of a setting's value to the user. */
final class OriginText {
  private OriginText() {}

  /** Describes an origin, such as "environment variable CHARLA_PORT". */
  static String of(Origin origin, Settings settings, Messages messages) {
    String file = Sanitizer.line(settings.file().toString());
    String name = Sanitizer.line(origin.name());
    return switch (origin.level()) {
      case COMMAND_LINE -> messages.text("origin.command-line", name);
      case ENVIRONMENT -> messages.text("origin.environment", name);
      case PROFILE, FILE -> messages.text("origin.file", name, file);
      case DEFAULT -> messages.text("origin.default");
    };
  }
}
