package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.client.Scheduler;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * People who register with the invitation codes that the operator creates, and delete their
 * accounts. Each code must create as many accounts as it has uses, and no more, whatever happens.
 */
final class InvitedPeople {
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();

  /** How many registrations may be in progress at once. */
  private static final int AT_ONCE = 3;

  private final Random random;
  private final SimulatedTransport transport;
  private final RepeatedCalls calls;
  private final List<Code> codes = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private int names;
  private int inProgress;

  private static final class Code {
    private final String code;
    private final int uses;
    private int used;
    private int trying;

    Code(String code, int uses) {
      this.code = code;
      this.uses = uses;
    }
  }

  InvitedPeople(Random random, Truth truth, SimulatedTransport transport, Scheduler scheduler) {
    this.random = random;
    this.transport = transport;
    this.calls = new RepeatedCalls(truth, scheduler);
  }

  /** Whether every call has its answer. */
  boolean hasAnswers() {
    return inProgress == 0;
  }

  /** Begins a call, unless too many are in progress. */
  void act() {
    if (inProgress >= AT_ONCE) {
      return;
    }
    if (codes.isEmpty() || random.nextInt(6) == 0) {
      createCode();
    } else if (!tokens.isEmpty() && random.nextInt(5) == 0) {
      delete(tokens.remove(random.nextInt(tokens.size())));
    } else {
      register(codes.get(random.nextInt(codes.size())));
    }
  }

  /** Tries all codes again. The caller waits until {@link #hasAnswers}. */
  void checkAll() {
    codes.forEach(this::register);
  }

  /**
   * If the answer is lost, the repetition creates another invitation, which is used in its place.
   */
  private void createCode() {
    int uses = 1 + random.nextInt(2);
    CreateInvitationRequest request = CreateInvitationRequest.newBuilder().setUses(uses).build();
    inProgress++;
    calls.<CreateInvitationResponse>untilKnown(
        answer ->
            transport.unary(
                AdminServiceGrpc.getCreateInvitationMethod(),
                request,
                SimulatedServer.ADMIN_TOKEN,
                answer),
        created -> {
          inProgress--;
          codes.add(new Code(created.getInvitationCode(), uses));
        },
        refusal -> require(false, "the operator cannot invite: %s", refusal));
  }

  private void register(Code code) {
    String name = "invited" + ++names;
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setName(name)
            .setCredential(PASSWORD)
            .setRequestId(new UUID(random.nextLong(), random.nextLong()).toString())
            .setInvitationCode(code.code)
            .build();
    inProgress++;
    code.trying++;
    calls.<RegisterResponse>untilKnown(
        answer -> transport.unary(AccountServiceGrpc.getRegisterMethod(), request, null, answer),
        response -> {
          inProgress--;
          code.trying--;
          code.used++;
          require(code.used <= code.uses, "%s is one too many for a code", name);
          tokens.add(response.getJoined().getSessionToken());
        },
        refusal -> {
          inProgress--;
          code.trying--;
          require(
              refusal == ErrorReason.ERROR_REASON_INVITATION_INVALID,
              "%s cannot register: %s",
              name,
              refusal);
          require(
              code.used + code.trying >= code.uses,
              "a code with %s uses is used up after %s",
              code.uses,
              code.used);
        });
  }

  private void delete(String token) {
    DeleteAccountRequest request = DeleteAccountRequest.newBuilder().setPresent(PASSWORD).build();
    inProgress++;
    calls.<DeleteAccountResponse>untilKnown(
        answer ->
            transport.unary(AccountServiceGrpc.getDeleteAccountMethod(), request, token, answer),
        response -> inProgress--,
        refusal -> {
          inProgress--;
          require(
              refusal == ErrorReason.ERROR_REASON_SESSION_ENDED,
              "an account cannot be deleted: %s",
              refusal);
        });
  }

  @Override
  public String toString() {
    return "invited people, %d calls in progress".formatted(inProgress);
  }
}
