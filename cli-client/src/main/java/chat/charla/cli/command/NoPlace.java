package chat.charla.cli.command;

import chat.charla.cli.text.Messages;

/** Says that the user has no directory in which the program could keep something. */
final class NoPlace {
  private NoPlace() {}

  /** For what the user has set, and the servers that they trust. */
  static CommandException forSettings(Messages messages) {
    return of("XDG_CONFIG_HOME", messages);
  }

  /** For what the program remembers. */
  static CommandException forState(Messages messages) {
    return of("XDG_STATE_HOME", messages);
  }

  private static CommandException of(String variable, Messages messages) {
    return new CommandException(ExitCode.FAILED, messages.text("error.no-home", variable));
  }
}
