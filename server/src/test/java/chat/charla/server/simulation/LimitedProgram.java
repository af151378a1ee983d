package chat.charla.server.simulation;

import chat.charla.client.Answer;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.Scope;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A program with an access token that may only read. It tries to send messages, which the server
 * must refuse, whatever else happens.
 */
final class LimitedProgram {
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();
  private static final SendMessageRequest MESSAGE =
      SendMessageRequest.newBuilder().setRoom("lobby").setText("by a program").build();

  private final Truth truth;
  private final SimulatedTransport transport;
  private final Random random;

  /** The token of the account's first session, and the access token; empty until they are known. */
  private String ownerToken = "";

  private String accessToken = "";

  LimitedProgram(Truth truth, SimulatedTransport transport, Random random) {
    this.truth = truth;
    this.transport = transport;
    this.random = random;
  }

  /** Takes the next step. A call whose outcome is unknown is repeated with the same request id. */
  void act() {
    if (ownerToken.isEmpty()) {
      register();
    } else if (accessToken.isEmpty()) {
      createAccessToken();
    } else if (random.nextBoolean()) {
      transport.sendMessage(MESSAGE, accessToken, answer(this::sent));
    } else {
      transport.execute(
          ExecuteRequest.newBuilder()
              .setCommand(ConverseRequest.newBuilder().setSendMessage(MESSAGE))
              .build(),
          accessToken,
          answer(this::sent));
    }
  }

  private void register() {
    transport.unary(
        AccountServiceGrpc.getRegisterMethod(),
        RegisterRequest.newBuilder()
            .setName("Program")
            .setCredential(PASSWORD)
            .setRequestId("0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55")
            .build(),
        null,
        answer((RegisterResponse response) -> ownerToken = response.getJoined().getSessionToken()));
  }

  private void createAccessToken() {
    transport.unary(
        AccountServiceGrpc.getCreateAccessTokenMethod(),
        CreateAccessTokenRequest.newBuilder()
            .setPresent(PASSWORD)
            .addScopes(Scope.SCOPE_READ)
            .setRequestId("3f0c2a52-3f65-4f6e-8f0e-7b1f6b9d1c02")
            .build(),
        ownerToken,
        answer((CreateAccessTokenResponse response) -> accessToken = response.getToken()));
  }

  private void sent(SendMessageResponse ignored) {
    truth.broken(new AssertionError("a program that may only read has sent a message"));
  }

  private void sent(ExecuteResponse ignored) {
    truth.broken(new AssertionError("a program that may only read has carried out a command"));
  }

  /** An answer that passes the response on. After a failure, the next step tries again. */
  private static <T> Answer<T> answer(Consumer<T> onSuccess) {
    return RepeatedCalls.answer(onSuccess, failure -> {});
  }
}
