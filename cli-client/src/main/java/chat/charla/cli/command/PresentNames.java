package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.client.SavedSession;
import chat.charla.v1.User;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the server for the names of the accounts that the user is logged in to, because the
 * operator, or the user on another device, may have changed them. Records the answers.
 */
final class PresentNames {
  private final AccountStore store;
  private final Path state;
  private final ServerAddress server;
  private final AccountCalls calls;

  /**
   * Creates an object that asks this server.
   *
   * @param state the program's state directory
   */
  PresentNames(Path state, ServerAddress server, AccountCalls calls) {
    this.store = new AccountStore(state, server);
    this.state = state;
    this.server = server;
    this.calls = calls;
  }

  /**
   * What the server says about the stored accounts. An account about which it refuses to say
   * anything, because it is suspended for example, is in neither list.
   *
   * @param live the accounts whose sessions exist, as they are now
   * @param over the accounts whose sessions have ended
   */
  record Answers(List<StoredAccount> live, List<StoredAccount> over) {
    /** The account with this name, if its session exists. */
    Optional<StoredAccount> named(String name) {
      return live.stream().filter(account -> account.isNamed(name)).findFirst();
    }

    /** The account with this id, if its session exists. */
    Optional<StoredAccount> withId(String id) {
      return live.stream().filter(account -> account.id().equals(id)).findFirst();
    }
  }

  /** Asks about all accounts of the server. */
  Answers ask() throws CallFailedException, IOException {
    List<StoredAccount> live = new ArrayList<>();
    List<StoredAccount> over = new ArrayList<>();
    for (StoredAccount account : store.readable()) {
      try {
        Optional<User> self = calls.self(account.token());
        if (self.isPresent()) {
          live.add(record(store, account, self.get()));
        } else {
          over.add(identified(account));
        }
      } catch (CallFailedException e) {
        if (!Explanations.isRefusal(e.failure())) {
          throw e;
        }
      }
    }
    return new Answers(live, over);
  }

  /**
   * Asks about one account. If its session has ended, or the server refuses to answer, returns the
   * account unchanged: the call that the user wants will say so.
   */
  StoredAccount of(StoredAccount account) throws CallFailedException, IOException {
    try {
      return calls.self(account.token()).map(self -> record(store, account, self)).orElse(account);
    } catch (CallFailedException e) {
      if (!Explanations.isRefusal(e.failure())) {
        throw e;
      }
      return account;
    }
  }

  /**
   * Records who the user of an account's session is. A failure to do so does not matter: the next
   * command tries again.
   *
   * @return the account as it is now
   */
  static StoredAccount record(AccountStore store, StoredAccount account, User self) {
    if (self.getId().isEmpty() || self.getName().isEmpty()) {
      return account;
    }
    try {
      return store.update(account, self.getId(), self.getName());
    } catch (IOException e) {
      return account.known(self.getId(), self.getName());
    }
  }

  /**
   * The account with its id, which an older version of the program has stored only together with
   * the cursors and pending messages. Otherwise these would be lost after the next log-in.
   */
  private StoredAccount identified(StoredAccount account) throws IOException {
    if (!account.id().isEmpty()) {
      return account;
    }
    SavedSession saved = SavedIdentity.account(account, state, server).read(null);
    return saved == null ? account : store.update(account, saved.userId(), account.name());
  }
}
