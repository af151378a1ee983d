package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla delete-account}: deletes an account, after the user has confirmed it. */
@Command(name = "delete-account", sortOptions = false)
final class DeleteAccountCommand extends LoggedInCommand {
  @Mixin private PasswordOptions password;
  @Mixin private IssuerOptions issuer;
  @Mixin private CertificateOptions certificate;

  @Option(names = "--yes")
  boolean confirmed;

  @Override
  void check() throws CommandException, IOException {
    super.check();
    issuer.check(password);
    certificate.check(password, issuer);
    password.requireProtected(server());
  }

  @Override
  void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password.requireProtected(calls);
    String shown = Sanitizer.line(account.name());
    if (!confirmed && !new Confirmation(invocation()).isGiven("account.delete", shown, where())) {
      throw new CommandException(ExitCode.FAILED, messages().text("account.not-deleted"));
    }
    calls.deleteAccount(
        account.token(), certificate.confirmation(options, server(), issuer, password));
    SavedIdentity.account(account, state(), address()).forget();
    new AccountStore(state(), address()).delete(account);
    tell(messages().text("account.deleted", shown, where()));
  }
}
