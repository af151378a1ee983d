package chat.charla.server;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** Describes the commands of the server program, for manual pages. */
public final class CommandDescriptions {
  private CommandDescriptions() {}

  /**
   * The command {@code charla server}, with texts in English. Its subcommands have texts in the
   * given language.
   */
  public static CommandSpec describe(Locale locale) {
    CommandSpec server = new ParsedOptions(List.of()).command().getCommandSpec();
    add(server, "backup", CopyCommand.describe(new BackupCommand(), locale));
    add(server, "restore", CopyCommand.describe(new RestoreCommand(), locale));
    add(server, "check", CheckCommand.describe(locale));
    add(CommandSpec.create().name("charla"), "server", server);
    return server;
  }

  /** Adds a subcommand by its short name. Its own name is longer, like "charla server backup". */
  private static void add(CommandSpec parent, String name, CommandSpec command) {
    parent.addSubcommand(name, command.name(name));
  }
}
