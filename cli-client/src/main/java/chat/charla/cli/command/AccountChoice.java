package chat.charla.cli.command;

import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.DamagedAccountException;
import chat.charla.cli.settings.FileTrouble;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses from the accounts of a server that the user is logged in to. */
final class AccountChoice {
  private final Invocation invocation;
  private final ServerAddress server;
  private final Optional<AccountStore> store;

  AccountChoice(Invocation invocation, ServerAddress server) {
    this.invocation = invocation;
    this.server = server;
    this.store =
        new UserDirectories(invocation.context().environment())
            .state()
            .map(state -> new AccountStore(state, server));
  }

  /**
   * The account with this name, or the only account.
   *
   * @param name the name, or null for the only account
   * @throws CommandException if the user is not logged in to the account; or, if {@code name} is
   *     null, if there is no account or if there are several
   */
  StoredAccount required(@Nullable String name) throws CommandException {
    if (name != null) {
      return named(name);
    }
    return only()
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.AUTHENTICATION, messages().text("account.none", shown())));
  }

  /** The account with this name. */
  StoredAccount named(String wanted) throws CommandException {
    Optional<StoredAccount> found = find(wanted);
    if (found.isPresent()) {
      return found.get();
    }
    if (store.isPresent()) {
      // A damaged file may be that of the account.
      read(() -> store.get().all());
    }
    throw new CommandException(
        ExitCode.AUTHENTICATION,
        messages().text("account.not-this", Sanitizer.line(wanted), shown()));
  }

  /**
   * Whether the user is logged in to accounts of this server, but to none that is known to have, or
   * to have had, this name. The server may have given one of them this name since.
   */
  boolean mayBeRenamedTo(String wanted) throws CommandException {
    return store.isPresent()
        && find(wanted).isEmpty()
        && !read(() -> store.get().readable()).isEmpty();
  }

  /** The account that has or had this name, if the user is logged in to it. */
  Optional<StoredAccount> find(String wanted) throws CommandException {
    if (store.isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredAccount> found = read(() -> store.get().find(wanted));
    found.ifPresent(account -> use(account, store.get()));
    return found;
  }

  /** The account that the user is logged in to on this server, if there is exactly one. */
  Optional<StoredAccount> only() throws CommandException {
    if (store.isEmpty()) {
      return Optional.empty();
    }
    List<StoredAccount> all = read(() -> store.get().all());
    if (all.size() > 1) {
      String names =
          all.stream()
              .map(account -> Sanitizer.line(account.name()))
              .collect(Collectors.joining(", "));
      throw new CommandException(
          ExitCode.USAGE, messages().text("account.several", shown(), names));
    }
    all.forEach(account -> use(account, store.get()));
    return all.stream().findFirst();
  }

  /** Records that the command uses the account. Warns if other users can read its file. */
  private void use(StoredAccount account, AccountStore store) {
    invocation.setAccount(account);
    TokenFile file = new TokenFile(store.file(account));
    if (file.isOpenToOthers()) {
      invocation.warn(messages().text("token.open", Sanitizer.line(file.path().toString())));
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T read(Reading<T> reading) throws CommandException {
    try {
      return reading.read();
    } catch (DamagedAccountException e) {
      String file = Sanitizer.line(e.file().toString());
      throw new CommandException(ExitCode.AUTHENTICATION, messages().text("account.damaged", file));
    } catch (FileSystemException e) {
      String file = Sanitizer.line(String.valueOf(e.getFile()));
      throw new CommandException(ExitCode.FAILED, messages().text("token.unreadable", file));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, messages().text("error.input", FileTrouble.reason(e, messages())));
    }
  }

  private String shown() {
    return Sanitizer.line(server.toString());
  }

  private Messages messages() {
    return invocation.messages();
  }
}
