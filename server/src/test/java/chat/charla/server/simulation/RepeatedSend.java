package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.PendingMessage;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;

/**
 * A message that has been answered, and is repeated by a unary call. The server must not post the
 * repetition. If the repetition has another text, the server must refuse it.
 */
final class RepeatedSend implements Answer<SendMessageResponse> {
  private final Truth truth;
  private final String name;
  private final PendingMessage message;
  private final SendMessageResponse first;
  private final boolean altered;

  /**
   * Creates a repetition.
   *
   * @param name the name of the author
   * @param first the answer to the message
   * @param altered whether the repetition has another text
   */
  RepeatedSend(
      Truth truth,
      String name,
      PendingMessage message,
      SendMessageResponse first,
      boolean altered) {
    this.truth = truth;
    this.name = name;
    this.message = message;
    this.first = first;
    this.altered = altered;
  }

  void send(SimulatedTransport transport, String token) {
    SendMessageRequest.Builder request =
        SendMessageRequest.newBuilder()
            .setText(altered ? message.text() + " altered" : message.text())
            .setClientMessageId(message.clientMessageId());
    String value = message.target().value();
    switch (message.target().kind()) {
      case ROOM -> request.setRoom(value);
      case USER_ID -> request.setUserId(value);
      case USER_NAME -> request.setUserName(value);
    }
    transport.sendMessage(request.build(), token, this);
  }

  @Override
  public void onSuccess(SendMessageResponse again) {
    require(!altered, "%s repeated %s with another text, and was not refused", name, message);
    require(
        again.equals(first.toBuilder().setDuplicate(true).build()),
        "%s repeated %s: first %s, then %s",
        name,
        message,
        first,
        again);
  }

  @Override
  public void onFailure(CallFailure failure) {
    switch (failure.reason()) {
      case ERROR_REASON_MESSAGE_ID_REUSED ->
          require(altered, "%s cannot repeat %s: %s", name, message, failure);
      case ERROR_REASON_RATE_LIMITED ->
          require(
              "repeats".equals(failure.metadata().get("limit")),
              "%s cannot repeat %s: %s",
              name,
              message,
              failure);
      case ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_UNSPECIFIED -> {}
      case ERROR_REASON_INTERNAL ->
          require(truth.isServerDefective(), "%s cannot repeat %s", name, message);
      default -> throw new AssertionError(name + " cannot repeat " + message + ": " + failure);
    }
  }
}
