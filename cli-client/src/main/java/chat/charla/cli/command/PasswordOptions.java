package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.terminal.HiddenInput;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Utf8Lines;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Reads passwords and codes: from the terminal, which does not show them, or from the file of
 * {@code --password-file}. A password is accepted neither on the command line, which all users of
 * the machine can see, nor in the environment, which every child process inherits. The first line
 * of the file is the password.
 */
final class PasswordOptions implements AutoCloseable {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** The maximum length of a line. The longest password that the contract allows is shorter. */
  private static final int MAX_BYTES = 4096;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--password-file", paramLabel = "FILE")
  @Nullable Path file;

  /**
   * What is asked for.
   *
   * @param texts the begin of the keys of the texts about it
   * @param question the key of the question
   * @param option the option for a file with it
   */
  private record Secret(String texts, String question, String option) {
    static final Secret PASSWORD = new Secret("password", "password.ask", "--password-file");
    static final Secret RECOVERY_CODE = new Secret("code", "password.ask-code", "--code-file");
    static final Secret INVITATION_CODE =
        new Secret("code", "password.ask-invitation", "--invitation-file");

    /** The password, with another question or option. */
    static Secret password(String question, String option) {
      return new Secret("password", question, option);
    }

    String key(String text) {
      return texts + "." + text;
    }
  }

  private @Nullable Utf8Lines standardInput;
  private @Nullable HiddenInput terminal;

  /**
   * Refuses to send a password over a connection that others can read: one without TLS to another
   * machine. The server would refuse it, too, but it would have been sent already.
   */
  void requireProtected(ServerOptions server) throws CommandException {
    ServerAddress address = server.address();
    if (!server.protectsSecrets(address)) {
      throw new CommandException(
          ExitCode.REFUSED,
          messages().text("password.not-protected", Sanitizer.line(address.toString())));
    }
  }

  /**
   * Asks the server whether it accepts passwords on this connection, so that the user does not type
   * one in vain.
   */
  GetLoginOptionsResponse requireProtected(AccountCalls calls)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = calls.options();
    if (!options.getSecure()) {
      throw new CommandException(ExitCode.REFUSED, messages().text("reason.TRANSPORT_INSECURE"));
    }
    return options;
  }

  /** The account's password. */
  String currentPassword() throws CommandException, IOException {
    return read(Secret.PASSWORD, file);
  }

  /** The password of a new account. The user types it twice. */
  String newPassword() throws CommandException, IOException {
    return newPassword(file, "--password-file");
  }

  /**
   * A new password.
   *
   * @param newPasswordFile the file with the password; if null, the user types the password twice
   * @param option the option for this file
   */
  String newPassword(@Nullable Path newPasswordFile, String option)
      throws CommandException, IOException {
    String once = read(Secret.password("password.ask-new", option), newPasswordFile);
    if (newPasswordFile == null
        && !once.equals(typed(Secret.password("password.ask-again", option)))) {
      throw new CommandException(ExitCode.FAILED, messages().text("password.different"));
    }
    return once;
  }

  /**
   * The recovery code of an account.
   *
   * @param codeFile the file with the code; if null, the user types it
   */
  String recoveryCode(@Nullable Path codeFile) throws CommandException, IOException {
    return read(Secret.RECOVERY_CODE, codeFile);
  }

  /**
   * The code of an invitation.
   *
   * @param codeFile the file with the code; if null, the user types it
   */
  String invitationCode(@Nullable Path codeFile) throws CommandException, IOException {
    return read(Secret.INVITATION_CODE, codeFile);
  }

  private String read(Secret secret, @Nullable Path source) throws CommandException, IOException {
    return source == null ? typed(secret) : firstLine(secret, source);
  }

  private String typed(Secret secret) throws CommandException, IOException {
    try {
      String line = terminal(secret).readLine(messages().text(secret.question()));
      if (line == null) {
        throw new CommandException(ExitCode.FAILED, messages().text(secret.key("none")));
      }
      return line;
    } catch (CharacterCodingException e) {
      throw new CommandException(ExitCode.FAILED, messages().text(secret.key("not-utf8")));
    }
  }

  /** The terminal, which hides what the user types until {@link #close}. */
  private HiddenInput terminal(Secret secret) throws CommandException {
    HiddenInput open = terminal;
    if (open != null) {
      return open;
    }
    Context context = invocation().context();
    if (!context.terminal()) {
      throw new ParameterException(
          command.commandLine(), messages().text(secret.key("no-terminal"), secret.option()));
    }
    try {
      open = HiddenInput.open(context.in(), context.out());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, messages().text(secret.key("visible"), secret.option()));
    }
    terminal = open;
    return open;
  }

  /** Lets the terminal show again what the user types. */
  @Override
  public void close() {
    HiddenInput open = terminal;
    terminal = null;
    if (open != null) {
      open.close();
    }
  }

  private String firstLine(Secret secret, Path source) throws CommandException {
    String shown = Sanitizer.line(source.toString());
    if (source.equals(STANDARD_INPUT)) {
      return firstLine(secret, standardInput(), shown);
    }
    if (new TokenFile(source).isOpenToOthers()) {
      invocation().warn(messages().text(secret.key("open"), shown));
    }
    try (InputStream content = Files.newInputStream(source)) {
      return firstLine(secret, new Utf8Lines(content, MAX_BYTES), shown);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, messages().text("token.unreadable", shown));
    }
  }

  private String firstLine(Secret secret, Utf8Lines lines, String shown) throws CommandException {
    try {
      String line = lines.readLine();
      if (line != null && !line.isEmpty()) {
        return line;
      }
    } catch (IOException e) {
      // The error does not say more, because it could contain a part of the secret.
    }
    throw new CommandException(ExitCode.FAILED, messages().text(secret.key("not-in-file"), shown));
  }

  /** Standard input. It may have the present and the new password, in this order. */
  private Utf8Lines standardInput() {
    Utf8Lines known = standardInput;
    if (known == null) {
      known = new Utf8Lines(invocation().context().in(), MAX_BYTES);
      standardInput = known;
    }
    return known;
  }

  private Messages messages() {
    return invocation().messages();
  }

  private Invocation invocation() {
    return Invocation.of(command);
  }
}
