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
import java.util.List;
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

  /** The label by which the user recognises the session; by default the name of this machine. */
  final String sessionLabel() {
    return label == null ? MachineName.find() : label;
  }

  /**
   * Saves the new session. If the user was logged in to the account before, moves the cursors and
   * pending messages of the earlier session to the new one. If the new session cannot be saved,
   * ends it.
   *
   * @param name the account's name as the user has typed it
   * @param messageKey the message key of what the command has done
   */
  final void saveSession(JoinResponse joined, String name, AccountCalls calls, String messageKey)
      throws CommandException, CallFailedException, IOException {
    String token = joined.getSessionToken();
    if (!TokenFile.isToken(token)) {
      throw new CommandException(ExitCode.FAILED, messages().text("account.no-token", where()));
    }
    String known = joined.getSelf().getName();
    // The account must be found by the name that the user has typed.
    boolean same = NameFold.fold(known).equals(NameFold.fold(name));
    String saved = same ? known : name;
    try {
      List<StoredAccount> over = over(calls);
      Optional<StoredAccount> before = store().findById(joined.getSelf().getId());
      if (before.isPresent()) {
        SavedIdentity.account(before.get(), state(), address()).moveTo(token, joined.getSelf());
      }
      store().save(joined.getSelf().getId(), saved, token);
      for (StoredAccount ended : over) {
        if (ended.id().isEmpty() && ended.isNamed(saved)) {
          // An older version of the program has saved it. It was this account, or one that has lost
          // the name, and has nothing to continue.
          store().delete(ended);
        }
      }
    } catch (IOException e) {
      calls.logOut(token);
      throw e;
    }
    tell(messages().text(messageKey, Sanitizer.line(saved), where()));
  }

  /**
   * Learns the present names of the stored accounts, one of which may have had the new account's
   * name. Returns the accounts whose sessions have ended; none if the server does not answer.
   */
  private List<StoredAccount> over(AccountCalls calls) throws CommandException, IOException {
    try {
      return names(calls).ask().over();
    } catch (CallFailedException e) {
      return List.of();
    }
  }

  /** The names of the accounts that the user is logged in to. */
  final PresentNames names(AccountCalls calls) throws CommandException {
    return new PresentNames(state(), address(), calls);
  }
}
