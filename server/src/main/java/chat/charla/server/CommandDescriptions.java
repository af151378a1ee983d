package chat.charla.server;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** Describes the commands of the server program, for manual pages. */
public final class CommandDescriptions {
  private CommandDescriptions() {}

  /**
   * The command {@code charla server}, with its commands. Its own texts are English; those of its
   * commands are in the given language.
   */
  public static CommandSpec describe(Locale locale) {
    CommandSpec server = new ParsedOptions(List.of()).command().getCommandSpec();
    add(server, "backup", CopyCommand.describe(new BackupCommand(), locale));
    add(server, "restore", CopyCommand.describe(new RestoreCommand(), locale));
    add(server, "check", CheckCommand.describe(locale));
    add(CommandSpec.create().name("charla"), "server", server);
    return server;
  }

  /** The commands' own names are the whole command lines. */
  private static void add(CommandSpec parent, String name, CommandSpec command) {
    parent.addSubcommand(name, command.name(name));
  }
}
