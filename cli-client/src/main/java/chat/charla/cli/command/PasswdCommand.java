package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla passwd}: changes the password of an account, which ends its other sessions. */
@Command(name = "passwd", sortOptions = false)
final class PasswdCommand extends LoggedInCommand {
  @Mixin private PasswordOptions password;

  @Option(names = "--new-password-file", paramLabel = "FILE")
  @Nullable Path newPasswordFile;

  @Override
  void check() throws CommandException, IOException {
    super.check();
    password.requireProtected(server());
  }

  @Override
  void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    password.requireProtected(calls);
    String current;
    String chosen;
    try (PasswordOptions asking = password) {
      current = asking.currentPassword();
      chosen = asking.newPassword(newPasswordFile, "--new-password-file");
    }
    try {
      int ended = calls.changePassword(account.token(), AccountCalls.password(current), chosen);
      String changed =
          messages().text("account.password-changed", Sanitizer.line(account.name()), where());
      tell(changed + " " + messages().counted("sessions.ended", ended));
    } catch (CallFailedException e) {
      if (e.isOutcomeUnknown()) {
        tell(messages().text("account.password-unknown"));
      }
      throw e;
    }
  }
}
