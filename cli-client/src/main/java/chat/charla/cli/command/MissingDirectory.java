package chat.charla.cli.command;

import chat.charla.cli.text.Messages;

/**
 * Creates the error for a user without a home directory, where the program cannot keep its files.
 */
final class MissingDirectory {
  private MissingDirectory() {}

  /** The error that there is no directory for the settings and the known servers. */
  static CommandException forSettings(Messages messages) {
    return of("XDG_CONFIG_HOME", messages);
  }

  /** The error that there is no directory for the program's state. */
  static CommandException forState(Messages messages) {
    return of("XDG_STATE_HOME", messages);
  }

  private static CommandException of(String variable, Messages messages) {
    return new CommandException(ExitCode.FAILED, messages.text("error.no-home", variable));
  }
}
