package chat.charla.server.account;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.RequestsInProgress;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.AddCredentialRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.RemoveCredentialRequest;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lists, adds and removes the credentials of accounts, durably. Owned by the core. */
public final class CredentialChanges {
  /** The largest number of certificates and issuers' users that an account may have, together. */
  private static final int MAX_EXCLUSIVE = 8;

  private static final String ADDED = "added";

  private final Credentials credentials;
  private final IdTokenChecks idTokens;
  private final Identities identities;
  private final Sessions sessions;
  private final RequestsInProgress linksInProgress;

  /**
   * Creates an object that changes credentials.
   *
   * @param linksInProgress the credentials that are being added to accounts, by their keys
   */
  public CredentialChanges(
      Credentials credentials,
      IdTokenChecks idTokens,
      Identities identities,
      Sessions sessions,
      RequestsInProgress linksInProgress) {
    this.credentials = credentials;
    this.idTokens = idTokens;
    this.identities = identities;
    this.sessions = sessions;
    this.linksInProgress = linksInProgress;
  }

  /** The credentials of the session's account. */
  public List<CredentialInfo> list(Session session, Claimant claimant) {
    return CredentialInfos.of(stored(session.identity()), claimant);
  }

  /**
   * Adds a credential to the session's account.
   *
   * @param reply gets the credential
   */
  public void add(
      Session session,
      AddCredentialRequest request,
      Claimant claimant,
      Consumer<Outcome<CredentialInfo>> reply) {
    Credential added = request.getAdded();
    if (added.getKindCase() == Credential.KindCase.KIND_NOT_SET) {
      reply.accept(
          Outcome.refused(
              Refusal.argument(
                  ADDED, "the credential is missing, or this server does not know it")));
      return;
    }
    if (wouldOutliveIssuer(stored(session.identity()), request)) {
      reply.accept(
          Outcome.refused(
              Refusal.argument(
                  "present", "an id token gives the account no first password or certificate")));
      return;
    }
    credentials.ifOwnCredential(
        session,
        request.getPresent(),
        ByteString.EMPTY,
        claimant,
        reply,
        proof -> {
          if (added.hasPassword()) {
            addPassword(session, proof, added.getPassword(), claimant, reply);
          } else {
            credentials.checkExclusive(
                added,
                claimant,
                outcome ->
                    outcome.match(
                        shown -> link(session, proof, shown, claimant, reply),
                        refusal -> reply.accept(Outcome.refused(refusal))));
          }
        });
  }

  /**
   * Whether all credentials of the account are users of an issuer, and the added credential would
   * still give access after the issuer has removed the user.
   */
  private static boolean wouldOutliveIssuer(StoredAccount account, AddCredentialRequest request) {
    return request.getPresent().hasOidcIdToken()
        && !request.getAdded().hasOidcIdToken()
        && account.getPasswordHash().isEmpty()
        && account.getCertificatesCount() == 0;
  }

  private void addPassword(
      Session session,
      Credentials.Proof proof,
      String password,
      Claimant claimant,
      Consumer<Outcome<CredentialInfo>> reply) {
    Identity account = session.identity();
    Optional<Refusal> refusal = refusalIfPassword(stored(account));
    if (refusal.isPresent()) {
      reply.accept(Outcome.refused(refusal.get()));
      return;
    }
    credentials.hash(
        password,
        account.user().getName(),
        "added.password",
        claimant.origin(),
        outcome ->
            outcome.match(
                hash ->
                    store(
                        session,
                        proof,
                        CredentialChanges::refusalIfPassword,
                        stored -> RecoveryCodes.remove(stored.setPasswordHash(hash)),
                        stored ->
                            CredentialInfos.of(stored, claimant).stream()
                                .filter(CredentialInfo::hasPassword)
                                .findFirst(),
                        reply),
                failure -> reply.accept(Outcome.refused(failure))));
  }

  private static Optional<Refusal> refusalIfPassword(StoredAccount account) {
    return account.getPasswordHash().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refusal.argument(ADDED, "the account has a password; ChangePassword changes it"));
  }

  private void link(
      Session session,
      Credentials.Proof proof,
      ShownCredential shown,
      Claimant claimant,
      Consumer<Outcome<CredentialInfo>> reply) {
    linksInProgress.begin(
        shown.key(),
        reply,
        answer -> linkNow(session, proof, shown, claimant, answer),
        () -> link(session, proof, shown, claimant, reply));
  }

  private void linkNow(
      Session session,
      Credentials.Proof proof,
      ShownCredential shown,
      Claimant claimant,
      Consumer<Outcome<CredentialInfo>> answer) {
    Identity owner = credentials.owner(shown);
    boolean own = owner == session.identity();
    Optional<Refusal> refusal =
        owner != null && !own
            ? Optional.of(Refusal.credentialInUse())
            : own ? Optional.empty() : shown.use(ByteString.EMPTY);
    if (refusal.isPresent()) {
      answer.accept(Outcome.refused(refusal.get()));
      return;
    }
    store(
        session,
        proof,
        stored ->
            !shown.isOf(stored) && countExclusive(stored) >= MAX_EXCLUSIVE
                ? Optional.of(
                    Refusal.argument(
                        ADDED, "the account has " + MAX_EXCLUSIVE + " of these credentials"))
                : Optional.empty(),
        stored -> {
          if (!shown.isOf(stored.build())) {
            shown.addTo(stored);
          }
        },
        stored -> describeShown(stored, shown, claimant),
        outcome -> {
          if (outcome instanceof Outcome.Refused && !own) {
            shown.release();
          }
          answer.accept(outcome);
        });
  }

  private static int countExclusive(StoredAccount account) {
    return account.getSubjectsCount() + account.getCertificatesCount();
  }

  /** Describes the credential of the account that was shown. */
  private static Optional<CredentialInfo> describeShown(
      StoredAccount account, ShownCredential shown, Claimant claimant) {
    StoredAccount.Builder only = StoredAccount.newBuilder();
    shown.addTo(only);
    return CredentialInfos.of(only.build(), claimant).stream()
        .flatMap(
            added ->
                CredentialInfos.of(account, claimant).stream()
                    .filter(info -> info.getId().equals(added.getId())))
        .findFirst();
  }

  /**
   * Stores a change of the account. Refuses it if the session has ended, if the present credential
   * was removed, or if {@code refusal} returns a reason.
   *
   * @param added finds what was added in the changed account
   */
  private void store(
      Session session,
      Credentials.Proof proof,
      Function<StoredAccount, Optional<Refusal>> refusal,
      Consumer<StoredAccount.Builder> change,
      Function<StoredAccount, Optional<CredentialInfo>> added,
      Consumer<Outcome<CredentialInfo>> reply) {
    Identity account = session.identity();
    List<Refusal> refusals = new ArrayList<>(0);
    List<StoredAccount> before = new ArrayList<>(1);
    account
        .record()
        .change(
            record -> {
              refusals.clear();
              before.clear();
              StoredAccount present = record.getAccount();
              before.add(present);
              session
                  .end()
                  .or(() -> refusalIfRemoved(proof, present))
                  .or(() -> refusal.apply(present))
                  .ifPresent(refusals::add);
              if (!refusals.isEmpty()) {
                return record;
              }
              StoredIdentity.Builder changed = record.toBuilder();
              proof.credential().renew().accept(changed.getAccountBuilder());
              change.accept(changed.getAccountBuilder());
              return changed.build();
            },
            durable -> {
              if (!durable) {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
              } else if (!refusals.isEmpty()) {
                reply.accept(Outcome.refused(refusals.get(0)));
              } else {
                identities.credentialsChanged(account, before.get(0));
                reply.accept(
                    added
                        .apply(stored(account))
                        .<Outcome<CredentialInfo>>map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusal.internal())));
              }
            });
  }

  private static Optional<Refusal> refusalIfRemoved(
      Credentials.Proof proof, StoredAccount account) {
    return proof.credential().isCurrent().test(account)
        ? Optional.empty()
        : Optional.of(Refusal.loginRefused());
  }

  /**
   * Removes a credential from the session's account, and revokes all other sessions.
   *
   * @param reply gets the number of sessions that were revoked
   */
  public void remove(
      Session session,
      RemoveCredentialRequest request,
      Claimant claimant,
      Consumer<Outcome<Integer>> reply) {
    credentials.ifOwnCredential(
        session,
        request.getPresent(),
        ByteString.EMPTY,
        claimant,
        reply,
        proof -> remove(session, proof, request.getCredentialId(), claimant, reply));
  }

  private void remove(
      Session session,
      Credentials.Proof proof,
      String id,
      Claimant claimant,
      Consumer<Outcome<Integer>> reply) {
    Identity account = session.identity();
    StoredAccount before = stored(account);
    if (without(before, id).equals(before)) {
      reply.accept(Outcome.done(0));
      return;
    }
    sessions.end(
        account,
        () ->
            session
                .end()
                .or(() -> refusalIfRemoved(proof, stored(account)))
                .or(() -> refusalIfNoneUsable(without(stored(account), id), claimant)),
        each -> each != session,
        Sessions.EndReason.REVOKED,
        record -> record.setAccount(without(record.getAccount(), id)),
        outcome -> {
          if (outcome instanceof Outcome.Done) {
            identities.credentialsChanged(account, before);
          }
          reply.accept(outcome);
        });
  }

  /** The account without the credential that has this id. */
  private static StoredAccount without(StoredAccount account, String id) {
    StoredAccount.Builder changed = account.toBuilder().clearSubjects().clearCertificates();
    if (id.equals(CredentialInfos.PASSWORD)) {
      changed.clearPasswordHash();
    }
    account.getSubjectsList().stream()
        .filter(subject -> !CredentialInfos.id(subject).equals(id))
        .forEach(changed::addSubjects);
    account.getCertificatesList().stream()
        .filter(certificate -> !CredentialInfos.id(certificate).equals(id))
        .forEach(changed::addCertificates);
    return changed.build();
  }

  /**
   * The reason to refuse the removal if the account could not use any of its remaining credentials.
   */
  private Optional<Refusal> refusalIfNoneUsable(StoredAccount left, Claimant claimant) {
    boolean usable =
        !left.getPasswordHash().isEmpty()
            || (left.getCertificatesCount() > 0 && claimant.certificate().isAccepted())
            || left.getSubjectsList().stream()
                .anyMatch(subject -> idTokens.isIssuer(subject.getIssuer()));
    return usable ? Optional.empty() : Optional.of(Refusal.lastCredential());
  }

  private static StoredAccount stored(Identity account) {
    return account.record().value().getAccount();
  }
}
