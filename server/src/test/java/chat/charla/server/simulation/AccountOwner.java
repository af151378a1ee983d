package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.client.CallFailure;
import chat.charla.client.Scheduler;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogOutRequest;
import chat.charla.v1.Open;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Session;
import chat.charla.v1.WhoAmIRequest;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of an account, who opens sessions and their streams, ends sessions, and changes the
 * password. The operator gives the account other names. There is one change at a time, and it is
 * repeated until its outcome is known. Meanwhile the owner checks that the server accepts the
 * tokens that are valid, and neither ended ones nor former passwords.
 */
final class AccountOwner {
  private static final Set<ErrorReason> SESSION_ERRORS =
      Set.of(
          ErrorReason.ERROR_REASON_SESSION_ENDED,
          ErrorReason.ERROR_REASON_SESSION_REVOKED,
          ErrorReason.ERROR_REASON_SESSION_EXPIRED);

  private static final Set<ErrorReason> LOGIN_REFUSED =
      Set.of(ErrorReason.ERROR_REASON_LOGIN_REFUSED);

  private record OpenStream(String token, StreamHandle stream) {}

  /** A session whose token should be accepted. */
  private record ValidSession(String token, String sessionId) {}

  private final Random random;
  private final Truth truth;
  private final SimulatedTransport transport;
  private final Scheduler scheduler;
  private final RepeatedCalls calls;
  private final List<ValidSession> valid = new ArrayList<>();
  private final List<String> endedTokens = new ArrayList<>();

  /** Tokens of sessions that end with the change of the password that is in progress. */
  private final List<String> endingTokens = new ArrayList<>();

  private final List<String> formerPasswords = new ArrayList<>();
  private final Map<StreamListener, OpenStream> openStreams = new LinkedHashMap<>();
  private String id = "";
  private String name = "";
  private String password = "the first password";
  private int changes;
  private boolean changing;
  private int checks;

  AccountOwner(Random random, Truth truth, SimulatedTransport transport, Scheduler scheduler) {
    this.random = random;
    this.truth = truth;
    this.transport = transport;
    this.scheduler = scheduler;
    this.calls = new RepeatedCalls(truth, scheduler);
  }

  /** The account's name; empty if there is no account yet. */
  String name() {
    return name;
  }

  /** Whether every call has its answer. */
  boolean hasAnswers() {
    return !changing && checks == 0;
  }

  /** Makes a change, unless one is in progress, or a check. */
  void act() {
    if (random.nextBoolean()) {
      check();
    } else if (!valid.isEmpty() && random.nextInt(4) == 0) {
      openStream(valid.get(random.nextInt(valid.size())));
    } else if (!changing) {
      changes++;
      if (id.isEmpty()) {
        register();
      } else if (valid.isEmpty() || random.nextInt(3) == 0) {
        logIn();
      } else {
        change(valid.get(random.nextInt(valid.size())));
      }
    }
  }

  private void change(ValidSession by) {
    switch (random.nextInt(5)) {
      case 0 -> logOut(by);
      case 1 -> changePassword(by);
      case 2 -> rename();
      default -> revoke(by, valid.get(random.nextInt(valid.size())));
    }
  }

  private void register() {
    String wanted = "owner" + changes;
    truth.asksFor(this, wanted);
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setName(wanted)
            .setCredential(credential(password))
            .setRequestId(newId())
            .build();
    change(
        AccountServiceGrpc.getRegisterMethod(),
        request,
        null,
        response -> {
          id = response.getJoined().getSelf().getId();
          name = wanted;
          opened(response.getJoined().getSessionToken(), response.getSession());
        },
        refusal ->
            require(
                refusal == ErrorReason.ERROR_REASON_NAME_TAKEN
                    || refusal == ErrorReason.ERROR_REASON_SERVER_FULL,
                "%s cannot register: %s",
                wanted,
                refusal));
  }

  private void logIn() {
    LogInRequest request =
        LogInRequest.newBuilder()
            .setName(name)
            .setCredential(credential(password))
            .setRequestId(newId())
            .build();
    change(
        AccountServiceGrpc.getLogInMethod(),
        request,
        null,
        response -> {
          require(
              response.getJoined().getSelf().getId().equals(id),
              "%s of %s logs in as %s",
              name,
              id,
              response.getJoined());
          opened(response.getJoined().getSessionToken(), response.getSession());
        },
        refusal -> require(false, "%s cannot log in: %s", name, refusal));
  }

  private void opened(String token, Session session) {
    require(!endedTokens.contains(token), "a session of %s begins again", name);
    valid.add(new ValidSession(token, session.getId()));
  }

  /** Opens a stream with the session's token. Another stream of this session ends. */
  private void openStream(ValidSession session) {
    String token = session.token();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void onFrame(ConverseResponse frame) {}

          @Override
          public void onClosed(@Nullable CallFailure reason) {
            openStreams.remove(this);
            if (reason != null && SESSION_ERRORS.contains(reason.reason())) {
              require(!valid.contains(session), "a stream of %s ends with %s", name, reason);
            }
          }
        };
    StreamHandle stream = transport.converse(token, listener);
    openStreams.put(listener, new OpenStream(token, stream));
    stream.send(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
  }

  /** Ends all streams. */
  void endStreams() {
    openStreams.values().forEach(open -> open.stream().cancel());
    openStreams.clear();
  }

  private void logOut(ValidSession session) {
    valid.remove(session);
    change(
        AccountServiceGrpc.getLogOutMethod(),
        LogOutRequest.getDefaultInstance(),
        session.token(),
        response -> endedTokens.add(session.token()),
        refusal -> {
          require(
              refusal == ErrorReason.ERROR_REASON_SESSION_ENDED,
              "%s cannot log out: %s",
              name,
              refusal);
          endedTokens.add(session.token());
        });
  }

  private void revoke(ValidSession by, ValidSession target) {
    if (by.equals(target)) {
      List<ValidSession> others = new ArrayList<>(valid);
      others.remove(by);
      valid.removeAll(others);
      revoke(by, RevokeSessionRequest.newBuilder().setAllOthers(true), others);
    } else {
      valid.remove(target);
      revoke(
          by, RevokeSessionRequest.newBuilder().setSessionId(target.sessionId()), List.of(target));
    }
  }

  private void revoke(
      ValidSession by, RevokeSessionRequest.Builder request, List<ValidSession> targets) {
    change(
        AccountServiceGrpc.getRevokeSessionMethod(),
        request.build(),
        by.token(),
        response -> targets.forEach(target -> endedTokens.add(target.token())),
        refusal -> require(false, "%s cannot revoke %s: %s", name, targets, refusal));
  }

  private void changePassword(ValidSession by) {
    List<ValidSession> others = new ArrayList<>(valid);
    others.remove(by);
    valid.removeAll(others);
    if (random.nextBoolean()) {
      String former = password;
      checks++;
      var unused =
          scheduler.schedule(
              Duration.ofMillis(random.nextInt(300)),
              () -> {
                checks--;
                logInMeanwhile(former);
              });
    }
    changePassword(by, others, "password number " + changes, password, false);
  }

  /**
   * Logs in with the former password while it is being changed. If this opens a session, the
   * session ends with the change.
   */
  private void logInMeanwhile(String former) {
    check(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setName(name).setCredential(credential(former)).build(),
        null,
        response -> {
          endingTokens.add(response.getJoined().getSessionToken());
          endWithTheChange();
        },
        requireOneOf(LOGIN_REFUSED));
  }

  private void endWithTheChange() {
    if (!changing) {
      endedTokens.addAll(endingTokens);
      endingTokens.clear();
    }
  }

  /**
   * Asks once. If the answer is lost, it is unknown whether the password has changed. So the call
   * is then repeated with the other of the two passwords.
   *
   * @param inDoubt whether an earlier answer was lost
   */
  private void changePassword(
      ValidSession by, List<ValidSession> others, String wanted, String present, boolean inDoubt) {
    changing = true;
    transport.unary(
        AccountServiceGrpc.getChangePasswordMethod(),
        ChangePasswordRequest.newBuilder()
            .setPresent(credential(present))
            .setNewPassword(wanted)
            .build(),
        by.token(),
        RepeatedCalls.answer(
            response -> {
              changing = false;
              formerPasswords.add(password);
              password = wanted;
              others.forEach(other -> endedTokens.add(other.token()));
              endWithTheChange();
            },
            failure -> {
              boolean isOther =
                  inDoubt && failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED;
              require(
                  isOther || calls.isTransient(failure),
                  "%s cannot change the password: %s",
                  name,
                  failure);
              String next = present.equals(wanted) ? password : wanted;
              calls.later(() -> changePassword(by, others, wanted, next, true));
            }));
  }

  private void rename() {
    String wanted = "owner" + changes;
    truth.asksFor(this, wanted);
    change(
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName(wanted).build(),
        SimulatedServer.ADMIN_TOKEN,
        response -> {
          name = wanted;
          truth.requireRecorded("user.renamed", id, wanted);
        },
        refusal ->
            require(
                refusal == ErrorReason.ERROR_REASON_NAME_TAKEN,
                "%s cannot be renamed: %s",
                name,
                refusal));
  }

  private void check() {
    if (!endedTokens.isEmpty() && random.nextBoolean()) {
      checkEnded(endedTokens.get(random.nextInt(endedTokens.size())));
    } else if (!formerPasswords.isEmpty() && random.nextBoolean()) {
      checkFormer(formerPasswords.get(random.nextInt(formerPasswords.size())));
    } else if (!valid.isEmpty()) {
      checkValid(valid.get(random.nextInt(valid.size())));
    }
  }

  /** Checks all tokens and passwords. The caller waits until {@link #hasAnswers}. */
  void checkAll() {
    for (OpenStream open : openStreams.values()) {
      require(!endedTokens.contains(open.token()), "an ended session of %s has a stream", name);
    }
    endedTokens.forEach(this::checkEnded);
    formerPasswords.forEach(this::checkFormer);
    valid.forEach(this::checkValid);
    if (!id.isEmpty()) {
      logIn();
    }
  }

  private void checkEnded(String token) {
    check(
        ChatServiceGrpc.getWhoAmIMethod(),
        WhoAmIRequest.getDefaultInstance(),
        token,
        response -> require(false, "an ended session of %s is accepted", name),
        requireOneOf(SESSION_ERRORS));
  }

  private void checkFormer(String former) {
    check(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setName(name).setCredential(credential(former)).build(),
        null,
        response -> require(false, "a former password of %s is accepted", name),
        requireOneOf(LOGIN_REFUSED));
  }

  private void checkValid(ValidSession session) {
    check(
        ChatServiceGrpc.getWhoAmIMethod(),
        WhoAmIRequest.getDefaultInstance(),
        session.token(),
        response -> {
          String told = response.getSelf().getId();
          require(told.equals(id), "a session of %s %s belongs to %s", name, id, told);
        },
        failure ->
            require(!valid.contains(session), "a session of %s is refused: %s", name, failure));
  }

  /**
   * Makes a call whose outcome changes nothing, or is known already.
   *
   * @param refused gets a refusal that is final
   */
  private <Q extends MessageLite, A> void check(
      MethodDescriptor<Q, A> method,
      Q request,
      @Nullable String token,
      Consumer<A> accepted,
      Consumer<CallFailure> refused) {
    checks++;
    transport.unary(
        method,
        request,
        token,
        RepeatedCalls.answer(
            response -> {
              checks--;
              accepted.accept(response);
            },
            failure -> {
              checks--;
              if (!calls.isTransient(failure)) {
                refused.accept(failure);
              }
            }));
  }

  private Consumer<CallFailure> requireOneOf(Set<ErrorReason> reasons) {
    return failure ->
        require(
            reasons.contains(failure.reason()),
            "%s is refused with %s instead of %s",
            name,
            failure,
            reasons);
  }

  private <Q extends MessageLite, A> void change(
      MethodDescriptor<Q, A> method,
      Q request,
      @Nullable String token,
      Consumer<A> done,
      Consumer<ErrorReason> refused) {
    changing = true;
    calls.<A>untilKnown(
        answer -> transport.unary(method, request, token, answer),
        response -> {
          changing = false;
          done.accept(response);
        },
        refusal -> {
          changing = false;
          refused.accept(refusal);
        });
  }

  private String newId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  @Override
  public String toString() {
    return "owner of %s %s, changing %s, checks %d".formatted(name, id, changing, checks);
  }
}
