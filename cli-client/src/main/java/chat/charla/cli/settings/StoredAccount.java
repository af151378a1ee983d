package chat.charla.cli.settings;

import chat.charla.name.NameFold;
import java.util.ArrayList;
import java.util.List;

/**
 * An account that the user is logged in to.
 *
 * @param id the account's {@code User.id}; empty if it is not known, because an older version of
 *     the program has saved the account
 * @param name the last known name of the account, which the operator may have changed since
 * @param formerNames names that the account had before, newest first, at most {@link
 *     #MAX_FORMER_NAMES}; scripts may still use them
 * @param token the token of this machine's session, which is secret
 */
public record StoredAccount(String id, String name, List<String> formerNames, String token) {
  /** How many former names are kept. */
  static final int MAX_FORMER_NAMES = 10;

  public StoredAccount {
    formerNames = List.copyOf(formerNames);
  }

  /** An account without former names. */
  public StoredAccount(String id, String name, String token) {
    this(id, name, List.of(), token);
  }

  /** Whether this is the account's name, in any spelling. */
  public boolean isNamed(String wanted) {
    return NameFold.fold(name).equals(NameFold.fold(wanted));
  }

  /** Whether this was the account's name, in any spelling. */
  boolean wasNamed(String wanted) {
    return formerNames.stream()
        .anyMatch(former -> NameFold.fold(former).equals(NameFold.fold(wanted)));
  }

  /** The account with its id and its present name. The name that it had becomes a former one. */
  public StoredAccount known(String userId, String present) {
    List<String> former = new ArrayList<>();
    if (!isNamed(present)) {
      former.add(name);
    }
    for (String one : formerNames) {
      if (!NameFold.fold(one).equals(NameFold.fold(present)) && former.size() < MAX_FORMER_NAMES) {
        former.add(one);
      }
    }
    return new StoredAccount(userId, present, former, token);
  }

  /** The account with the token of another session. */
  StoredAccount withToken(String other) {
    return new StoredAccount(id, name, formerNames, other);
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "account " + name;
  }
}
