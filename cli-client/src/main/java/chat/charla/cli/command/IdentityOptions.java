package chat.charla.cli.command;

import chat.charla.cli.script.ScriptIdentity;
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
 * The options for the identity: {@code --name}, and {@code --token-file} for the file with the
 * identity's token. If that file does not exist, a lasting identity is created and its token is
 * saved in the file. A token itself is accepted neither on the command line, which all users of the
 * machine can see, nor in the environment, which every child process inherits.
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
   * The identity for a command that only reads. If no name is set, the identity gets a generated
   * name. If the name comes from the settings and is in use, perhaps by the same user's chat, the
   * identity gets a similar name.
   */
  ScriptIdentity forReading() throws CommandException {
    Origin origin = Invocation.of(command).origin("name");
    if (name == null || origin.level() == Origin.Level.COMMAND_LINE) {
      return asked(name, generatedName());
    }
    return asked(null, name);
  }

  /**
   * The identity for a command that sends messages. If no name is set, the identity gets the user's
   * login name.
   */
  ScriptIdentity forSending() throws CommandException {
    String login = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{Nd}_.-]", "");
    return asked(name, login.isEmpty() ? generatedName() : login);
  }

  /**
   * The identity to use. If other users of the machine can read the token file, this method prints
   * a warning to standard error.
   *
   * @param wanted the required name, or null
   * @param defaultName the name to try if {@code wanted} is null
   */
  ScriptIdentity asked(@Nullable String wanted, String defaultName) throws CommandException {
    Invocation invocation = Invocation.of(command);
    Messages messages = invocation.messages();
    if (!invocation.context().environment().getOrDefault(SECRET_VARIABLE, "").isEmpty()) {
      // Stop here: ignoring the variable would run the command under another identity.
      throw new CommandException(ExitCode.USAGE, messages.text("token.in-environment"));
    }
    if (tokenFile == null) {
      return ScriptIdentity.temporary(wanted, defaultName);
    }
    TokenFile file = new TokenFile(tokenFile);
    if (!file.exists()) {
      return ScriptIdentity.lasting(wanted, defaultName, file::create);
    }
    if (file.isOpenToOthers()) {
      invocation.warn(messages.text("token.open", shown(file)));
    }
    return ScriptIdentity.existing(wanted, defaultName, token(file, messages));
  }

  private static String shown(TokenFile file) {
    return Sanitizer.line(file.path().toString());
  }

  /** A name that shows other users which command uses it. */
  private String generatedName() {
    return command.name() + "-" + UUID.randomUUID().toString().substring(0, 8);
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
