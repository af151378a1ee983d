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
import chat.charla.server.storage.v1.StoredSubject;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks the credentials of accounts, and hashes new passwords. Owned by the core. */
public final class Credentials {
  /** A number of UTF-16 units that a name never exceeds. */
  private static final int MAX_NAME = 32 * NameLimits.MAX_CODE_POINTS;

  private final Identities identities;
  private final Passwords passwords;
  private final IdTokenChecks idTokens;
  private final KnownNetworks networks;

  public Credentials(
      Identities identities, Passwords passwords, IdTokenChecks idTokens, KnownNetworks networks) {
    this.idTokens = idTokens;
    this.identities = identities;
    this.passwords = passwords;
    this.networks = networks;
  }

  /**
   * An account whose credential was right.
   *
   * @param proven the credential
   */
  public record Proof(Identity account, Sessions.Proven proven) {}

  /**
   * Checks a credential. Whether there is an account of this name changes neither the answer to a
   * wrong password nor the time that it takes.
   *
   * @param name the name of the account; not used with an id token
   * @param request the hash of the request's id; empty for a request that cannot be repeated
   * @param then gets the account, or a refusal
   */
  void check(
      String name,
      Credential credential,
      ByteString request,
      Origin origin,
      Consumer<Outcome<Proof>> then) {
    switch (credential.getKindCase()) {
      case PASSWORD -> checkPassword(name, credential.getPassword(), origin, then);
      case OIDC_ID_TOKEN ->
          idTokens.check(
              credential.getOidcIdToken(),
              origin,
              outcome -> then.accept(outcome.then(shown -> proof(shown, request))));
      case KIND_NOT_SET -> then.accept(Outcome.refused(Refusal.credentialUnknown()));
    }
  }

  private Outcome<Proof> proof(IdTokenChecks.Shown shown, ByteString request) {
    Identity account = identities.bySubject(shown.subject());
    if (account == null) {
      return Outcome.refused(Refusal.notRegistered());
    }
    Sessions.Proven proven =
        new Sessions.Proven(
            stored -> stored.getSubjectsList().contains(shown.subject()), stored -> {});
    return shown
        .use(request)
        .<Outcome<Proof>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(new Proof(account, proven)));
  }

  /** Whether an account belongs to this user of an issuer. */
  boolean isKnown(StoredSubject subject) {
    return identities.bySubject(subject) != null;
  }

  private void checkPassword(
      String name, String password, Origin origin, Consumer<Outcome<Proof>> then) {
    String folded = folded(name);
    Identity account = identities.accountByName(folded);
    String hash = account == null ? "" : hash(account);
    boolean known = account != null && networks.has(account, origin);
    passwords.check(
        new Login(folded, origin, known, hash),
        password,
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
   *
   * @param request as in {@link #check}
   */
  public <T> void ifRight(
      Session session,
      Credential credential,
      ByteString request,
      Origin origin,
      Consumer<Outcome<T>> reply,
      Consumer<Proof> task) {
    check(
        session.identity().user().getName(),
        credential,
        request,
        origin,
        outcome ->
            outcome
                .then(proof -> session.end().<Outcome<Proof>>map(Outcome::refused).orElse(outcome))
                .then(proof -> of(session.identity(), proof))
                .match(task, refusal -> reply.accept(Outcome.refused(ofPresent(refusal)))));
  }

  /** A user without an account has no present credential of another one. */
  private static Refusal ofPresent(Refusal refusal) {
    return refusal.reason() == ErrorReason.ERROR_REASON_NOT_REGISTERED
        ? Refusal.loginRefused()
        : refusal;
  }

  /** An id token may be that of the owner of another account. */
  private static Outcome<Proof> of(Identity account, Proof proof) {
    return proof.account() == account
        ? Outcome.done(proof)
        : Outcome.refused(Refusal.loginRefused());
  }

  /**
   * The result of a check. The account may have ended, or got another password, while the password
   * was checked.
   */
  private static Outcome<Proof> proof(@Nullable Identity account, String hash, Checked checked) {
    if (account == null || !checked.right() || !hash(account).equals(hash)) {
      return Outcome.refused(Refusal.loginRefused());
    }
    return Outcome.done(
        new Proof(
            account,
            new Sessions.Proven(
                stored -> stored.getPasswordHash().equals(hash),
                stored -> checked.newHash().ifPresent(stored::setPasswordHash))));
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
}
