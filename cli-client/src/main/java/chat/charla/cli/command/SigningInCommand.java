package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.MachineName;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.text.Sanitizer;
import chat.charla.name.NameFold;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that opens a session of an account, which later commands use. */
abstract class SigningInCommand extends AccountCommand {
  @Mixin private PasswordOptions password;

  @Option(names = "--label", paramLabel = "LABEL")
  @Nullable String label;

  final PasswordOptions password() {
    return password;
  }

  @Override
  void check() throws CommandException, IOException {
    store();
    password.requireProtected(server());
  }

  /** The accounts that the user is logged in to. */
  final AccountStore store() throws CommandException {
    return new AccountStore(state(), address());
  }

  /** What the user recognises the session by. By default, it is the name of this machine. */
  final String sessionLabel() {
    return label == null ? MachineName.find() : label;
  }

  /**
   * Saves the new session. If the user was logged in to the account before, its cursors and pending
   * messages go on in the new session. A session that cannot be saved ends.
   *
   * @param name the name by which the user has called the account
   * @param told the message key of what the command has done
   */
  final void keep(JoinResponse joined, String name, AccountCalls calls, String told)
      throws CommandException, CallFailedException, IOException {
    String token = joined.getSessionToken();
    if (!TokenFile.isToken(token)) {
      throw new CommandException(ExitCode.FAILED, messages().text("account.no-token", where()));
    }
    String known = joined.getSelf().getName();
    // The file of the account must be found by the name that the user has typed.
    boolean same = NameFold.fold(known).equals(NameFold.fold(name));
    StoredAccount account = new StoredAccount(same ? known : name, token);
    Optional<StoredAccount> before = before(name);
    try {
      if (before.isPresent()) {
        SavedIdentity.account(before.get(), state(), address()).moveTo(token, joined.getSelf());
      }
      store().save(account);
    } catch (IOException e) {
      calls.logOut(token);
      throw e;
    }
    tell(messages().text(told, Sanitizer.line(account.name()), where()));
  }

  /** The session of this account that the user has opened before, if its file is not damaged. */
  final Optional<StoredAccount> before(String name) throws CommandException, IOException {
    try {
      return store().find(name);
    } catch (AccountStore.DamagedAccountException e) {
      return Optional.empty();
    }
  }
}
