package chat.charla.cli.command;

import chat.charla.cli.script.Who;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Who somebody is: by {@code --name}, or by {@code --token-file} the one whose token is there. If
 * the file does not exist yet, the identity that is made lasts, and its token is kept there. A
 * token itself is read neither from the command line, which everybody on the machine sees, nor from
 * the environment, which every program that is started inherits.
 */
final class IdentityOptions {
  private static final String SECRET_VARIABLE = "CHARLA_TOKEN";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Settable
  @Option(names = "--name", paramLabel = "NAME")
  @Nullable String name;

  @Settable
  @Option(names = "--token-file", paramLabel = "FILE")
  @Nullable Path tokenFile;

  /**
   * An identity for a command that only reads. Without {@code --name} it gets a generated name. A
   * name that comes from the settings may be in use by the same person's chat; then a similar name
   * is taken.
   *
   * @param command what the passer-by is called after
   */
  Who listener(String command, Messages messages) throws CommandException {
    if (name == null || charla().origin("name").level() == Origin.Level.COMMAND_LINE) {
      return who(name, passerBy(command), messages);
    }
    return who(null, name, messages);
  }

  /** Somebody who says something: without {@code --name} called as on this machine. */
  Who speaker(String command, Messages messages) throws CommandException {
    String login = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{Nd}_.-]", "");
    return who(name, login.isEmpty() ? passerBy(command) : login, messages);
  }

  /**
   * The identity to use. If other users of the machine can read its token file, a warning is
   * printed to standard error.
   *
   * @param wanted the name, if no other will do
   * @param otherwise the name to try if none was asked for
   */
  Who who(@Nullable String wanted, String otherwise, Messages messages) throws CommandException {
    Context context = charla().context();
    if (!context.environment().getOrDefault(SECRET_VARIABLE, "").isEmpty()) {
      // Stop here: ignoring the variable would run the command under another identity.
      throw new CommandException(ExitCode.USAGE, messages.text("token.in-environment"));
    }
    if (tokenFile == null) {
      return Who.passing(wanted, otherwise);
    }
    TokenFile file = new TokenFile(tokenFile);
    if (!file.exists()) {
      return Who.lasting(wanted, otherwise, file::create);
    }
    if (file.isOpenToOthers()) {
      context.err().println("charla: " + messages.text("token.open", shown(file)));
    }
    return Who.known(wanted, otherwise, token(file, messages));
  }

  private CharlaCommand charla() {
    return (CharlaCommand) command.root().userObject();
  }

  private static String shown(TokenFile file) {
    return Sanitizer.line(file.path().toString());
  }

  private static String passerBy(String command) {
    return command + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String token(TokenFile file, Messages messages) throws CommandException {
    try {
      return file.read()
          .orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.AUTHENTICATION, messages.text("token.invalid", shown(file))));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, messages.text("token.unreadable", shown(file)));
    }
  }
}
