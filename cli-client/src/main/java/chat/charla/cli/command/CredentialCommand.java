package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.v1.Credential;
import chat.charla.v1.GetLoginOptionsResponse;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/**
 * A command that changes the credentials of an account. The user confirms the change with a
 * password, with a certificate, or by a log-in at an issuer.
 */
abstract class CredentialCommand extends LoggedInCommand {
  @Mixin private PasswordOptions password;
  @Mixin private IssuerOptions issuer;
  @Mixin private CertificateOptions certificate;

  /** Makes the calls of the command. */
  abstract void run(
      AccountCalls calls,
      StoredAccount account,
      GetLoginOptionsResponse options,
      Credential confirmation)
      throws CommandException, CallFailedException, IOException;

  final PasswordOptions password() {
    return password;
  }

  final IssuerOptions issuer() {
    return issuer;
  }

  final CertificateOptions certificate() {
    return certificate;
  }

  @Override
  final void check() throws CommandException, IOException {
    super.check();
    issuer.check(password);
    certificate.check(password, issuer);
    password.requireProtected(server());
  }

  @Override
  final void run(AccountCalls calls, StoredAccount account)
      throws CommandException, CallFailedException, IOException {
    GetLoginOptionsResponse options = password.requireProtected(calls);
    run(calls, account, options, certificate.confirmation(options, server(), issuer, password));
  }
}
