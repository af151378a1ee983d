package chat.charla.server.account;

import chat.charla.name.NameFold;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Admission;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.IdentityRequest;
import chat.charla.server.identity.RequestId;
import chat.charla.server.identity.RequestId.Call;
import chat.charla.server.identity.RequestsInProgress;
import chat.charla.server.identity.SessionGrant;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.invitation.Ticket;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.v1.Credential;
import chat.charla.v1.RegisterRequest;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Carries out {@code Register}. Owned by the core. */
public final class Registration {
  private final Admission admission;
  private final Credentials credentials;
  private final @Nullable Invitations invitations;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final RandomGenerator random;

  /** The guests that are becoming accounts, by their ids. */
  private final RequestsInProgress promotions = new RequestsInProgress();

  private final RequestsInProgress linksInProgress;

  /** The invitations whose uses are being stored. */
  private final RequestsInProgress usesInProgress = new RequestsInProgress();

  /**
   * Creates an object that creates accounts.
   *
   * @param linksInProgress the credentials that are being added to accounts, by their keys
   * @param invitations all invitations; null if registrations need no invitation
   * @param clock the wall clock
   * @param observed the observed time, from which on a new account is provisional
   * @param random a cryptographically secure source
   */
  public Registration(
      Admission admission,
      Credentials credentials,
      RequestsInProgress linksInProgress,
      @Nullable Invitations invitations,
      InstantSource clock,
      ObservedTime observed,
      RandomGenerator random) {
    this.admission = admission;
    this.linksInProgress = linksInProgress;
    this.invitations = invitations;
    this.credentials = credentials;
    this.clock = clock;
    this.observed = observed;
    this.random = random;
  }

  /** Creates an identity that is an account. */
  public void create(
      RegisterRequest request, Claimant claimant, Consumer<Outcome<SessionGrant>> reply) {
    begin(
        request,
        reply,
        id ->
            ticket(request, id)
                .match(
                    ticket -> create(request, id, ticket, claimant, reply),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void create(
      RegisterRequest request,
      RequestId id,
      Ticket ticket,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply) {
    Origin origin = claimant.origin();
    if (admission.isKnown(id)) {
      // The account exists, so the credential need not be checked or hashed.
      create(request, id, ticket, newAccount(), origin, reply);
    } else if (Credentials.isExclusive(request.getCredential())) {
      link(
          request,
          id,
          claimant,
          reply,
          (account, answer) -> create(request, id, ticket, account, origin, answer));
    } else {
      hash(
          request,
          request.getName(),
          origin,
          admission.refusalBeforeHash(request.getName(), origin),
          reply,
          hash -> create(request, id, ticket, newAccount().setPasswordHash(hash), origin, reply));
    }
  }

  private void create(
      RegisterRequest request,
      RequestId id,
      Ticket ticket,
      StoredAccount.Builder account,
      Origin origin,
      Consumer<Outcome<SessionGrant>> reply) {
    ticket.addUseTo(account);
    IdentityRequest identityRequest =
        new IdentityRequest(
            request.getName(), id, request.getSessionLabel(), account.build(), ticket);
    storeInTurn(ticket, reply, answer -> admission.create(identityRequest, origin, answer));
  }

  /** The ticket for the request's invitation code, or a refusal. */
  private Outcome<Ticket> ticket(RegisterRequest request, RequestId id) {
    if (invitations == null) {
      return Outcome.done(Ticket.NOT_NEEDED);
    }
    Outcome<Ticket> ticket = invitations.ticket(request.getInvitationCode());
    boolean repeated = admission.isKnown(id) || admission.isUncertain(id);
    return repeated && ticket instanceof Outcome.Refused<Ticket> refused
        ? Outcome.done(Ticket.refusing(refused.refusal()))
        : ticket;
  }

  /**
   * Stores the uses of one invitation one after the other. So if two registrations want the last
   * use, only one gets it.
   */
  private void storeInTurn(
      Ticket ticket,
      Consumer<Outcome<SessionGrant>> reply,
      Consumer<Consumer<Outcome<SessionGrant>>> store) {
    usesInProgress.begin(
        ticket.key(),
        reply,
        answer -> store.accept(outcome -> storeUse(outcome, answer)),
        () -> storeInTurn(ticket, reply, store));
  }

  /** Answers when the record of the invitation has the use, or when storing the use has failed. */
  private void storeUse(Outcome<SessionGrant> outcome, Consumer<Outcome<SessionGrant>> answer) {
    if (invitations != null && outcome instanceof Outcome.Done<SessionGrant> done) {
      // If this fails, the record of the account still names the invitation.
      invitations.storeUse(done.value().identity(), kept -> answer.accept(outcome));
    } else {
      answer.accept(outcome);
    }
  }

  /**
   * Checks the credential of the request, which must not belong to an account, and creates an
   * account with it. If the creation is refused, for example because of the name, the client may
   * use its id token again.
   *
   * @param create gets the new account and the receiver of the outcome, and creates the account
   */
  private void link(
      RegisterRequest request,
      RequestId id,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply,
      BiConsumer<StoredAccount.Builder, Consumer<Outcome<SessionGrant>>> create) {
    credentials.checkExclusive(
        request.getCredential(),
        claimant,
        outcome ->
            outcome.match(
                shown -> link(shown, id, reply, create),
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void link(
      ShownCredential shown,
      RequestId id,
      Consumer<Outcome<SessionGrant>> reply,
      BiConsumer<StoredAccount.Builder, Consumer<Outcome<SessionGrant>>> create) {
    linksInProgress.begin(
        shown.key(),
        reply,
        answer -> {
          if (admission.isKnown(id)) {
            // The attempt that was in progress has created the account.
            create.accept(newAccount(), answer);
            return;
          }
          Optional<Refusal> refusal =
              credentials.owner(shown) != null
                  ? Optional.of(Refusal.alreadyRegistered())
                  : shown.use(id.hash());
          if (refusal.isPresent()) {
            answer.accept(Outcome.refused(refusal.get()));
            return;
          }
          StoredAccount.Builder linked = newAccount();
          shown.addTo(linked);
          create.accept(
              linked,
              outcome -> {
                if (outcome instanceof Outcome.Refused) {
                  shown.release();
                }
                answer.accept(outcome);
              });
        },
        () -> link(shown, id, reply, create));
  }

  /**
   * Makes an account of a guest.
   *
   * @param token the token of the guest's session
   */
  public void promote(
      Session session,
      String token,
      RegisterRequest request,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply) {
    begin(request, reply, id -> promote(session, token, request, id, claimant, reply));
  }

  private void promote(
      Session session,
      String token,
      RegisterRequest request,
      RequestId id,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> reply) {
    Identity guest = session.identity();
    if (guest.isAccount()) {
      reply.accept(answerRepetition(session, token, request, id));
      return;
    }
    promotions.begin(
        ByteString.copyFromUtf8(guest.id()),
        reply,
        answer ->
            ticket(request, id)
                .match(
                    ticket -> promoteNow(session, token, request, id, ticket, claimant, answer),
                    refusal -> answer.accept(Outcome.refused(refusal))),
        () -> promote(session, token, request, id, claimant, reply));
  }

  private void promoteNow(
      Session session,
      String token,
      RegisterRequest request,
      RequestId id,
      Ticket ticket,
      Claimant claimant,
      Consumer<Outcome<SessionGrant>> answer) {
    Origin origin = claimant.origin();
    if (Credentials.isExclusive(request.getCredential())) {
      link(
          request,
          id,
          claimant,
          answer,
          (account, linked) -> {
            if (account.getSubjectsCount() + account.getCertificatesCount() == 0) {
              // An earlier request with this id has created another account. This guest would
              // become an account without a credential.
              linked.accept(Outcome.refused(RequestId.reused()));
            } else {
              register(session, token, request, id, ticket, origin, account, linked);
            }
          });
      return;
    }
    String present = session.identity().user().getName();
    hash(
        request,
        request.getName().isEmpty() ? present : request.getName(),
        origin,
        admission.refusalBeforeHash(session, request.getName(), origin),
        answer,
        hash ->
            register(
                session,
                token,
                request,
                id,
                ticket,
                origin,
                newAccount().setPasswordHash(hash),
                answer));
  }

  private void register(
      Session session,
      String token,
      RegisterRequest request,
      RequestId id,
      Ticket ticket,
      Origin origin,
      StoredAccount.Builder account,
      Consumer<Outcome<SessionGrant>> answer) {
    ticket.addUseTo(account);
    storeInTurn(
        ticket,
        answer,
        stored ->
            admission.register(
                session,
                token,
                request.getName(),
                account.setRequestIdHash(id.hash()).build(),
                request.getSessionLabel(),
                ticket,
                origin,
                stored));
  }

  private static Outcome<SessionGrant> answerRepetition(
      Session session, String token, RegisterRequest request, RequestId id) {
    Identity account = session.identity();
    ByteString first = account.record().value().getAccount().getRequestIdHash();
    if (first.isEmpty() || !first.equals(id.hash())) {
      return Outcome.refused(Refusal.alreadyRegistered());
    }
    boolean sameName =
        request.getName().isEmpty()
            || NameFold.fold(request.getName()).equals(NameFold.fold(account.user().getName()));
    return sameName
        ? Outcome.done(new SessionGrant(session, token))
        : Outcome.refused(RequestId.reused());
  }

  private void begin(
      RegisterRequest request, Consumer<Outcome<SessionGrant>> reply, Consumer<RequestId> begin) {
    Refusal invalid = refusal(request);
    if (invalid != null) {
      reply.accept(Outcome.refused(invalid));
    } else {
      RequestId.of(request.getRequestId(), Call.REGISTER, random)
          .match(begin, refusal -> reply.accept(Outcome.refused(refusal)));
    }
  }

  private static @Nullable Refusal refusal(RegisterRequest request) {
    return request.getCredential().getKindCase() != Credential.KindCase.KIND_NOT_SET
        ? Labels.refusal("session_label", request.getSessionLabel()).orElse(null)
        : Refusal.credentialUnknown();
  }

  private void hash(
      RegisterRequest request,
      String name,
      Origin origin,
      Optional<Refusal> beforeHash,
      Consumer<Outcome<SessionGrant>> reply,
      Consumer<String> then) {
    if (beforeHash.isPresent()) {
      reply.accept(Outcome.refused(beforeHash.get()));
      return;
    }
    credentials.hash(
        request.getCredential().getPassword(),
        name,
        "credential.password",
        origin,
        outcome -> outcome.match(then, refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private StoredAccount.Builder newAccount() {
    return StoredAccount.newBuilder()
        .setCreateMillis(clock.millis())
        .setProvisionalSinceMillis(observed.millis());
  }
}
