package chat.charla.server.account;

import chat.charla.name.NameFold;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Admission;
import chat.charla.server.identity.Admitted;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Newcomer;
import chat.charla.server.identity.RequestId;
import chat.charla.server.identity.RequestId.Call;
import chat.charla.server.identity.RequestsInProgress;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.v1.RegisterRequest;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Carries out {@code Register}. Owned by the core. */
public final class Registration {
  private final Admission admission;
  private final Credentials credentials;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final RandomGenerator random;

  /** The guests that are becoming accounts, by their ids. */
  private final RequestsInProgress promotions = new RequestsInProgress();

  /**
   * Creates an object that creates accounts.
   *
   * @param clock the wall clock
   * @param observed the observed time; a new account is provisional from then on
   * @param random a cryptographically secure source
   */
  public Registration(
      Admission admission,
      Credentials credentials,
      InstantSource clock,
      ObservedTime observed,
      RandomGenerator random) {
    this.admission = admission;
    this.credentials = credentials;
    this.clock = clock;
    this.observed = observed;
    this.random = random;
  }

  /** Creates an identity that is an account. */
  public void create(RegisterRequest request, Origin origin, Consumer<Outcome<Admitted>> reply) {
    begin(
        request,
        reply,
        id -> {
          if (admission.isKnown(id)) {
            // The password is not used, so do not hash it.
            admission.create(newcomer(request, id, ""), origin, reply);
          } else {
            hash(
                request,
                request.getName(),
                origin,
                admission.refusalBeforeHash(request.getName(), origin),
                reply,
                hash -> admission.create(newcomer(request, id, hash), origin, reply));
          }
        });
  }

  private Newcomer newcomer(RegisterRequest request, RequestId id, String hash) {
    return new Newcomer(
        request.getName(), id, request.getSessionLabel(), account(hash, ByteString.EMPTY));
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
      Origin origin,
      Consumer<Outcome<Admitted>> reply) {
    begin(request, reply, id -> promote(session, token, request, id, origin, reply));
  }

  private void promote(
      Session session,
      String token,
      RegisterRequest request,
      RequestId id,
      Origin origin,
      Consumer<Outcome<Admitted>> reply) {
    Identity guest = session.identity();
    if (guest.isAccount()) {
      reply.accept(repeated(session, token, request, id));
      return;
    }
    promotions.begin(
        ByteString.copyFromUtf8(guest.id()),
        reply,
        answer ->
            hash(
                request,
                request.getName().isEmpty() ? guest.user().getName() : request.getName(),
                origin,
                admission.refusalBeforeHash(session, request.getName(), origin),
                answer,
                hash ->
                    admission.register(
                        session,
                        token,
                        request.getName(),
                        account(hash, id.hash()),
                        request.getSessionLabel(),
                        origin,
                        answer)),
        () -> promote(session, token, request, id, origin, reply));
  }

  private static Outcome<Admitted> repeated(
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
        ? Outcome.done(new Admitted(session, token))
        : Outcome.refused(RequestId.reused());
  }

  private void begin(
      RegisterRequest request, Consumer<Outcome<Admitted>> reply, Consumer<RequestId> begin) {
    Refusal fault = fault(request);
    if (fault != null) {
      reply.accept(Outcome.refused(fault));
    } else {
      RequestId.of(request.getRequestId(), Call.REGISTER, random)
          .match(begin, refusal -> reply.accept(Outcome.refused(refusal)));
    }
  }

  private static @Nullable Refusal fault(RegisterRequest request) {
    return request.getCredential().hasPassword()
        ? Labels.fault("session_label", request.getSessionLabel()).orElse(null)
        : Credentials.missing("credential");
  }

  private void hash(
      RegisterRequest request,
      String name,
      Origin origin,
      Optional<Refusal> beforeHash,
      Consumer<Outcome<Admitted>> reply,
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

  private StoredAccount account(String hash, ByteString requestIdHash) {
    return StoredAccount.newBuilder()
        .setCreateMillis(clock.millis())
        .setPasswordHash(hash)
        .setRequestIdHash(requestIdHash)
        .setProvisionalSinceMillis(observed.millis())
        .build();
  }
}
