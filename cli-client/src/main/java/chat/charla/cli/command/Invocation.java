package chat.charla.cli.command;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.connection.Route;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.Settings;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Messages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One run of the program, as the running command sees it: the environment, and the options that all
 * commands have in common. The root command implements this interface, so that no other command
 * depends on the root command.
 */
interface Invocation {
  /** The invocation that a command belongs to. */
  static Invocation of(CommandSpec command) {
    return (Invocation) command.root().userObject();
  }

  Context context();

  /** The texts in the user's language. */
  Messages messages();

  Settings settings();

  /** The origin of the value of an option of the running command. */
  Origin origin(String name);

  /** Records the route by which the command connects to its server. */
  void setRoute(Route taken);

  /** The route by which the command connects to its server; null if it has not connected. */
  @Nullable Route route();

  /** Records the account that the command uses. */
  void setAccount(StoredAccount used);

  /** The account that the command uses; null if it uses none. */
  @Nullable StoredAccount account();

  /**
   * Whether to use colours on standard output. The caller must call this only after the command
   * line has been parsed.
   */
  boolean coloured();

  /**
   * Colours the help of the command line if {@link #coloured} is true. Picocli's own rules for
   * colours then have no effect.
   */
  void colourHelp(CommandLine commandLine);

  /** Explains failed calls in the user's language. */
  default Explanations explanations() {
    return new Explanations(messages());
  }

  /** Writes a warning to standard error. The line begins with the program's name. */
  default void warn(String line) {
    context().err().println("charla: " + line);
  }
}
