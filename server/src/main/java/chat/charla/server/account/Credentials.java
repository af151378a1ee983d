package chat.charla.server.account;

import chat.charla.name.NameFold;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Sessions;
import chat.charla.server.limit.Origin;
import chat.charla.server.name.NameLimits;
import chat.charla.server.password.Checked;
import chat.charla.server.password.Login;
import chat.charla.server.password.PasswordRule;
import chat.charla.server.password.PasswordRules;
import chat.charla.server.password.Passwords;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.Credential;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks the credentials of accounts, and hashes new passwords. Owned by the core. */
public final class Credentials {
  /** A number of UTF-16 units that a name never exceeds. */
  private static final int MAX_NAME = 32 * NameLimits.MAX_CODE_POINTS;

  private final Identities identities;
  private final Passwords passwords;
  private final KnownNetworks networks;

  public Credentials(Identities identities, Passwords passwords, KnownNetworks networks) {
    this.identities = identities;
    this.passwords = passwords;
    this.networks = networks;
  }

  /**
   * An account whose credential was right.
   *
   * @param hash the stored hash with which the credential was compared
   * @param newHash a hash of the same password, to be stored in place of the present one; empty to
   *     keep that
   */
  public record Proof(Identity account, String hash, String newHash) {
    Sessions.Proven proven() {
      return new Sessions.Proven(hash, newHash);
    }
  }

  /**
   * Checks a credential. Whether there is an account of this name changes neither the answer to a
   * wrong credential nor the time that it takes.
   *
   * @param then gets the account, or a refusal
   */
  void check(String name, Credential credential, Origin origin, Consumer<Outcome<Proof>> then) {
    if (!credential.hasPassword()) {
      then.accept(Outcome.refused(missing("credential")));
      return;
    }
    String folded = folded(name);
    Identity account = identities.accountByName(folded);
    String hash = account == null ? "" : hash(account);
    boolean known = account != null && networks.has(account, origin);
    passwords.check(
        new Login(folded, origin, known, hash),
        credential.getPassword(),
        outcome -> then.accept(outcome.then(checked -> proof(account, hash, checked))));
  }

  /** The account of this name; null if there is none. */
  @Nullable Identity account(String name) {
    return identities.accountByName(folded(name));
  }

  /**
   * The folded name; empty if the name is too long for an account. Such a name is not folded,
   * because that takes time.
   */
  private static String folded(String name) {
    return name.length() > MAX_NAME ? "" : NameFold.fold(name);
  }

  /**
   * Runs the task if this is a credential of the session's account, and the session has not ended
   * while the credential was checked. Otherwise refuses the call.
   */
  public <T> void ifRight(
      Session session,
      Credential credential,
      Origin origin,
      Consumer<Outcome<T>> reply,
      Consumer<Proof> task) {
    check(
        session.identity().user().getName(),
        credential,
        origin,
        outcome ->
            outcome
                .then(proof -> session.end().<Outcome<Proof>>map(Outcome::refused).orElse(outcome))
                .match(task, refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /**
   * The result of a check. The account may have ended, or got another password, while the password
   * was checked.
   */
  private static Outcome<Proof> proof(@Nullable Identity account, String hash, Checked checked) {
    return account != null && checked.right() && hash(account).equals(hash)
        ? Outcome.done(new Proof(account, hash, checked.newHash().orElse("")))
        : Outcome.refused(Refusal.loginRefused());
  }

  /** The hash of the account's password; empty if the account has ended. */
  private static String hash(Identity account) {
    StoredIdentity record = account.record().value();
    return record.getAccount().getPasswordHash();
  }

  /**
   * Hashes a new password if it may be used.
   *
   * @param name the name of the account
   * @param field the field of the request that has the password
   */
  void hash(
      String password, String name, String field, Origin origin, Consumer<Outcome<String>> then) {
    Optional<PasswordRule> broken = PasswordRules.brokenBy(password, name);
    if (broken.isPresent()) {
      then.accept(Outcome.refused(broken.get().refusal(field)));
    } else {
      passwords.hash(password, origin, then);
    }
  }

  /** The refusal of a request without a credential that this server knows. */
  static Refusal missing(String field) {
    return Refusal.argument(
        field, "the credential is missing, or of a kind that this server does not know");
  }
}
