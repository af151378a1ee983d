package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.Refusal;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A client that makes one call about accounts after another, on a server that may be killed at any
 * moment. It registers an account, logs in, changes the password, and logs in with the new
 * password. Then it deletes every second account, and begins with the next account.
 *
 * <p>After each kill it requires that every acknowledged call still has its effect. If a call got
 * no answer because of the kill, it requires that the call had either its whole effect or none.
 * Then it repeats the call as the contract says. For one thread at a time.
 */
final class AccountOwner {
  private static final String FIRST = "first";
  private static final String SECOND = "second";
  private static final String THIRD = "third";

  /** How many calls are about the first account. */
  static final int CALLS_OF_FIRST_ACCOUNT = Step.values().length;

  /** The calls about one account, in their order. */
  private enum Step {
    REGISTER,
    LOG_IN,
    CHANGE_PASSWORD,
    LOG_IN_AGAIN,
    DELETE
  }

  private static final class Account {
    final String name;
    final String oldPassword;
    final String newPassword;
    final Map<String, String> requestIds = new TreeMap<>();
    String id = "";
    String first = "";
    String second = "";
    String third = "";
    boolean changed;
    boolean deleted;

    Account(String name) {
      this.name = name;
      this.oldPassword = "the old password of " + name;
      this.newPassword = "the new password of " + name;
    }

    /** The id of the request that opens this session. */
    String requestId(String label) {
      return requestIds.computeIfAbsent(label, first -> UUID.randomUUID().toString());
    }
  }

  private final String name;
  private final Runnable acknowledged;
  private final List<Account> accounts = new ArrayList<>();

  /** The number of calls without an answer, by the step and by whether the call had its effect. */
  private final Map<String, Integer> unanswered;

  private Step step = Step.REGISTER;

  /** Whether the call of {@link #step} was made, and has no answer. */
  private boolean inDoubt;

  /** The connection to the present server. */
  private RawClient client;

  /**
   * Creates an owner without accounts.
   *
   * @param name how the names of its accounts begin
   * @param unanswered counts calls without an answer
   * @param acknowledged called after each acknowledged call
   */
  AccountOwner(String name, Map<String, Integer> unanswered, Runnable acknowledged) {
    this.name = name;
    this.unanswered = unanswered;
    this.acknowledged = acknowledged;
    accounts.add(new Account(name + "-1"));
    client = RawClient.connect(0);
  }

  /** Makes calls until the server is killed. */
  void callUntilKilled(int port) {
    onServer(
        port,
        () -> {
          checkAcknowledged();
          while (true) {
            makeCall();
          }
        });
  }

  /**
   * Checks what was acknowledged, and then makes one call, during which the trap must kill the
   * server.
   *
   * @param trap prepares the kill; called just before the last call
   */
  void once(int port, Runnable trap) {
    boolean killed =
        onServer(
            port,
            () -> {
              checkAcknowledged();
              trap.run();
              makeCall();
            });
    assertTrue(killed, "the server has not ended");
  }

  /** Requires that every acknowledged call has its effect, on a server that is not killed. */
  void finish(int port) {
    boolean killed =
        onServer(
            port,
            () -> {
              checkAcknowledged();
              accounts.forEach(this::requirePasswords);
            });
    assertTrue(!killed, "the server has ended");
  }

  /** How many accounts there were. */
  int accounts() {
    return accounts.size();
  }

  private boolean onServer(int port, Runnable calls) {
    client.close();
    client = RawClient.connect(port);
    try {
      calls.run();
      return false;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw e;
      }
      return true;
    } finally {
      client.close();
    }
  }

  private void checkAcknowledged() {
    if (inDoubt) {
      boolean hadEffect = settle(current());
      synchronized (unanswered) {
        unanswered.merge(step + (hadEffect ? " had its effect" : " had none"), 1, Integer::sum);
      }
      nextStep();
    }
    accounts.stream().filter(account -> !account.id.isEmpty()).forEach(this::requireTokens);
    if (accounts.size() > 1) {
      requirePasswords(accounts.get(accounts.size() - 2));
    }
  }

  private Account current() {
    return accounts.get(accounts.size() - 1);
  }

  private void makeCall() {
    inDoubt = true;
    call(current());
    nextStep();
  }

  private void nextStep() {
    inDoubt = false;
    acknowledged.run();
    boolean keep = step == Step.LOG_IN_AGAIN && accounts.size() % 2 == 0;
    if (keep || step == Step.DELETE) {
      accounts.add(new Account(name + "-" + (accounts.size() + 1)));
      step = Step.REGISTER;
    } else {
      step = Step.values()[step.ordinal() + 1];
    }
  }

  private void call(Account account) {
    switch (step) {
      case REGISTER -> {
        JoinResponse joined = register(account);
        account.id = joined.getSelf().getId();
        account.first = joined.getSessionToken();
      }
      case LOG_IN -> account.second = logIn(account, account.oldPassword, SECOND);
      case CHANGE_PASSWORD -> {
        change(account, account.oldPassword);
        account.changed = true;
      }
      case LOG_IN_AGAIN -> account.third = logIn(account, account.newPassword, THIRD);
      case DELETE -> {
        delete(account);
        account.deleted = true;
      }
    }
  }

  /**
   * Finds out whether the call without an answer had its effect, and repeats it. Returns whether it
   * had its effect.
   */
  private boolean settle(Account account) {
    return switch (step) {
      case REGISTER -> settleRegister(account);
      case LOG_IN -> settleLogIn(account, SECOND);
      case CHANGE_PASSWORD -> settleChange(account);
      case LOG_IN_AGAIN -> settleLogIn(account, THIRD);
      case DELETE -> settleDelete(account);
    };
  }

  private boolean settleRegister(Account account) {
    boolean hadEffect = isPassword(account, account.oldPassword);
    call(account);
    assertEquals(account.first, register(account).getSessionToken(), "repeated again");
    assertEquals(1, sessions(account, FIRST));
    assertTrue(isPassword(account, account.oldPassword));
    return hadEffect;
  }

  private boolean settleLogIn(Account account, String label) {
    int found = sessions(account, label);
    assertTrue(found <= 1, () -> found + " sessions of one log-in");
    call(account);
    String token = label.equals(SECOND) ? account.second : account.third;
    String password = account.changed ? account.newPassword : account.oldPassword;
    assertEquals(token, logIn(account, password, label), "repeated again");
    assertEquals(1, sessions(account, label));
    return found == 1;
  }

  private boolean settleChange(Account account) {
    boolean hadEffect = isPassword(account, account.newPassword);
    assertEquals(
        !hadEffect, isPassword(account, account.oldPassword), "one of both passwords is right");
    if (hadEffect) {
      requireEnded(account.second, ErrorReason.ERROR_REASON_SESSION_REVOKED);
    } else {
      requireUser(account, account.second);
    }
    if (hadEffect) {
      change(account, account.newPassword);
      account.changed = true;
    } else {
      call(account);
    }
    return hadEffect;
  }

  private boolean settleDelete(Account account) {
    boolean hadEffect = !isPassword(account, account.newPassword);
    if (hadEffect) {
      account.deleted = true;
      requireEnded(account.first, ErrorReason.ERROR_REASON_SESSION_ENDED);
      requireEnded(account.third, ErrorReason.ERROR_REASON_SESSION_ENDED);
    } else {
      requireUser(account, account.third);
      call(account);
    }
    return hadEffect;
  }

  private void requireTokens(Account account) {
    if (account.deleted) {
      for (String token : List.of(account.first, account.third)) {
        requireEnded(token, ErrorReason.ERROR_REASON_SESSION_ENDED);
      }
      return;
    }
    requireUser(account, account.first);
    if (account.changed) {
      requireEnded(account.second, ErrorReason.ERROR_REASON_SESSION_REVOKED);
    } else if (!account.second.isEmpty()) {
      requireUser(account, account.second);
    }
    if (!account.third.isEmpty()) {
      requireUser(account, account.third);
    }
  }

  private void requirePasswords(Account account) {
    if (account.id.isEmpty()) {
      return;
    }
    assertEquals(!account.deleted && !account.changed, isPassword(account, account.oldPassword));
    assertEquals(!account.deleted && account.changed, isPassword(account, account.newPassword));
  }

  private void requireUser(Account account, String token) {
    assertEquals(account.id, client.withToken(token).whoAmI().getSelf().getId());
    assertEquals(account.name, client.withToken(token).whoAmI().getSelf().getName());
  }

  private void requireEnded(String token, ErrorReason reason) {
    refusal(() -> client.withToken(token).whoAmI()).is(Status.Code.UNAUTHENTICATED, reason);
  }

  private JoinResponse register(Account account) {
    return calls("")
        .register(
            RegisterRequest.newBuilder()
                .setName(account.name)
                .setCredential(credential(account.oldPassword))
                .setRequestId(account.requestId(FIRST))
                .setSessionLabel(FIRST)
                .build())
        .getJoined();
  }

  private String logIn(Account account, String password, String label) {
    return calls("")
        .logIn(
            LogInRequest.newBuilder()
                .setName(account.name)
                .setCredential(credential(password))
                .setRequestId(account.requestId(label))
                .setSessionLabel(label)
                .build())
        .getJoined()
        .getSessionToken();
  }

  /** Whether the account exists and has this password: whether a further log-in is accepted. */
  private boolean isPassword(Account account, String password) {
    LogInRequest request =
        LogInRequest.newBuilder()
            .setName(account.name)
            .setCredential(credential(password))
            .setSessionLabel("probe")
            .build();
    try {
      return calls("").logIn(request).hasJoined();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        throw e;
      }
      Refusal.of(e.getStatus(), e.getTrailers())
          .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_LOGIN_REFUSED);
      return false;
    }
  }

  private void change(Account account, String present) {
    assertTrue(
        calls(account.first)
            .changePassword(
                ChangePasswordRequest.newBuilder()
                    .setPresent(credential(present))
                    .setNewPassword(account.newPassword)
                    .build())
            .isInitialized());
  }

  private void delete(Account account) {
    assertTrue(
        calls(account.first)
            .deleteAccount(
                DeleteAccountRequest.newBuilder()
                    .setPresent(credential(account.newPassword))
                    .build())
            .isInitialized());
  }

  /** How many sessions with this label the account has. */
  private int sessions(Account account, String label) {
    return (int)
        calls(account.first)
            .listSessions(ListSessionsRequest.getDefaultInstance())
            .getSessionsList()
            .stream()
            .filter(session -> session.getLabel().equals(label))
            .count();
  }

  private AccountServiceBlockingStub calls(String token) {
    RawClient caller = token.isEmpty() ? client : client.withToken(token);
    return AccountServiceGrpc.newBlockingStub(caller.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  /** The refusal of a call. If the server is gone instead, throws what the call has thrown. */
  private static Refusal refusal(Supplier<?> call) {
    try {
      throw new AssertionError("not refused: " + call.get());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        throw e;
      }
      return Refusal.of(e.getStatus(), e.getTrailers());
    }
  }
}
