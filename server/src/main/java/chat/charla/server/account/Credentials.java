package chat.charla.server.account;

import chat.charla.name.NameFold;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Sessions;
import chat.charla.server.limit.Origin;
import chat.charla.server.name.NameLimits;
import chat.charla.server.password.CheckResult;
import chat.charla.server.password.PasswordAttempt;
import chat.charla.server.password.PasswordRule;
import chat.charla.server.password.PasswordRules;
import chat.charla.server.password.Passwords;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks the credentials of accounts, and hashes new passwords. Owned by the core. */
public final class Credentials {
  /** A number of UTF-16 units that no name of an account exceeds. */
  private static final int MAX_NAME_LENGTH = 32 * NameLimits.MAX_CODE_POINTS;

  private final Identities identities;
  private final Passwords passwords;
  private final IdTokenChecks idTokens;
  private final CertificateChecks certificates;
  private final KnownNetworks networks;

  public Credentials(
      Identities identities,
      Passwords passwords,
      IdTokenChecks idTokens,
      CertificateChecks certificates,
      KnownNetworks networks) {
    this.certificates = certificates;
    this.idTokens = idTokens;
    this.identities = identities;
    this.passwords = passwords;
    this.networks = networks;
  }

  /**
   * An account, and a credential that the call has proven to have.
   *
   * @param credential the credential
   */
  public record Proof(Identity account, Sessions.ProvenCredential credential) {}

  /**
   * Checks a credential. After a wrong password, neither the answer nor the time that it takes
   * shows whether an account has this name.
   *
   * @param name the name of the account; used only with a password
   * @param request the hash of the request's id; empty for a request that cannot be repeated
   * @param then gets the account, or a refusal
   */
  void check(
      String name,
      Credential credential,
      ByteString request,
      Claimant claimant,
      Consumer<Outcome<Proof>> then) {
    if (credential.hasPassword()) {
      checkPassword(name, credential.getPassword(), claimant.origin(), then);
    } else {
      checkExclusive(
          credential,
          claimant,
          outcome -> then.accept(outcome.then(shown -> proof(shown, request))));
    }
  }

  /** Whether the credential is exclusive: of a kind that belongs to at most one account. */
  static boolean isExclusive(Credential credential) {
    return switch (credential.getKindCase()) {
      case OIDC_ID_TOKEN, CLIENT_CERTIFICATE -> true;
      case PASSWORD, KIND_NOT_SET -> false;
    };
  }

  /** Checks an {@linkplain #isExclusive exclusive} credential. */
  void checkExclusive(
      Credential credential, Claimant claimant, Consumer<Outcome<ShownCredential>> then) {
    switch (credential.getKindCase()) {
      case OIDC_ID_TOKEN -> idTokens.check(credential.getOidcIdToken(), claimant.origin(), then);
      case CLIENT_CERTIFICATE ->
          then.accept(
              credential.getClientCertificate()
                  ? certificates.check(claimant)
                  : Outcome.refused(Refusal.credentialUnknown()));
      case PASSWORD, KIND_NOT_SET -> then.accept(Outcome.refused(Refusal.credentialUnknown()));
    }
  }

  private Outcome<Proof> proof(ShownCredential shown, ByteString request) {
    Identity account = owner(shown);
    if (account == null) {
      return Outcome.refused(Refusal.notRegistered());
    }
    Sessions.ProvenCredential credential = new Sessions.ProvenCredential(shown::isOf, stored -> {});
    return shown
        .use(request)
        .<Outcome<Proof>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(new Proof(account, credential)));
  }

  /** The account that has this credential; null if there is none. */
  @Nullable Identity owner(ShownCredential shown) {
    return identities.byCredential(shown.key());
  }

  private void checkPassword(
      String name, String password, Origin origin, Consumer<Outcome<Proof>> then) {
    String folded = folded(name);
    Identity account = identities.accountByName(folded);
    String hash = account == null ? "" : hash(account);
    boolean known = account != null && networks.has(account, origin);
    passwords.check(
        new PasswordAttempt(folded, origin, known, hash),
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
    return name.length() > MAX_NAME_LENGTH ? "" : NameFold.fold(name);
  }

  /**
   * Runs the task if this is a credential of the session's account, and the session has not ended
   * while the credential was checked. Otherwise refuses the call.
   *
   * @param request as in {@link #check}
   */
  public <T> void ifOwnCredential(
      Session session,
      Credential credential,
      ByteString request,
      Claimant claimant,
      Consumer<Outcome<T>> reply,
      Consumer<Proof> task) {
    check(
        session.identity().user().getName(),
        credential,
        request,
        claimant,
        outcome ->
            outcome
                .then(proof -> session.end().<Outcome<Proof>>map(Outcome::refused).orElse(outcome))
                .then(proof -> of(session.identity(), proof))
                .match(task, refusal -> reply.accept(Outcome.refused(refusalOfPresent(refusal)))));
  }

  /**
   * NOT_REGISTERED becomes LOGIN_REFUSED: a user without an account shows no credential of this
   * one.
   */
  private static Refusal refusalOfPresent(Refusal refusal) {
    return refusal.reason() == ErrorReason.ERROR_REASON_NOT_REGISTERED
        ? Refusal.loginRefused()
        : refusal;
  }

  /** Refuses a credential that belongs to another account. */
  private static Outcome<Proof> of(Identity account, Proof proof) {
    return proof.account() == account
        ? Outcome.done(proof)
        : Outcome.refused(Refusal.loginRefused());
  }

  /**
   * The result of the check of a password. The account may have ended, or its password may have
   * changed, during the check.
   */
  private static Outcome<Proof> proof(
      @Nullable Identity account, String hash, CheckResult checked) {
    if (account == null || !checked.right() || !hash(account).equals(hash)) {
      return Outcome.refused(Refusal.loginRefused());
    }
    return Outcome.done(
        new Proof(
            account,
            new Sessions.ProvenCredential(
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
