package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.client.Scheduler;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.util.Random;

/**
 * An operator who suspends and resumes the account of an {@link IssuerUser}, and revokes its
 * sessions. There is one call at a time, and it is repeated until its outcome is known.
 */
final class AccountOperator {
  private final Random random;
  private final SimulatedTransport transport;
  private final RepeatedCalls calls;
  private final IssuerUser user;
  private boolean calling;

  AccountOperator(
      Random random,
      Truth truth,
      SimulatedTransport transport,
      Scheduler scheduler,
      IssuerUser user) {
    this.random = random;
    this.transport = transport;
    this.calls = new RepeatedCalls(truth, scheduler);
    this.user = user;
  }

  /** Whether every call has its answer. */
  boolean hasAnswers() {
    return !calling;
  }

  /** Begins a call, unless one is in progress. */
  void act() {
    if (calling || user.id().isEmpty()) {
      return;
    }
    if (user.isSuspended()) {
      resume();
    } else if (random.nextInt(3) == 0) {
      revoke();
    } else {
      suspend();
    }
  }

  /** Suspends the account. The caller waits until {@link #hasAnswers}. */
  void suspend() {
    Runnable done = user.endsSessions();
    call(
        AdminServiceGrpc.getSuspendAccountMethod(),
        SuspendAccountRequest.newBuilder().setUserId(user.id()).build(),
        () -> {
          done.run();
          user.suspended();
        });
  }

  /** Resumes the account. The caller waits until {@link #hasAnswers}. */
  void resume() {
    call(
        AdminServiceGrpc.getResumeAccountMethod(),
        ResumeAccountRequest.newBuilder().setUserId(user.id()).build(),
        user.resumes());
  }

  private void revoke() {
    call(
        AdminServiceGrpc.getRevokeUserSessionsMethod(),
        RevokeUserSessionsRequest.newBuilder().setUserId(user.id()).setAll(true).build(),
        user.endsSessions());
  }

  private <Q extends MessageLite, A> void call(
      MethodDescriptor<Q, A> method, Q request, Runnable done) {
    calling = true;
    calls.<A>untilKnown(
        answer -> transport.unary(method, request, SimulatedServer.ADMIN_TOKEN, answer),
        response -> {
          calling = false;
          done.run();
        },
        refusal -> require(false, "the operator is refused: %s", refusal));
  }
}
