package chat.charla.server.rules;

import chat.charla.v1.SendMessageRequest;

/** Requests for messages to one user. */
final class PrivateMessages {

  private PrivateMessages() {}

  static SendMessageRequest toId(String id, ScriptedClient recipient, String text) {
    return SendMessageRequest.newBuilder()
        .setUserId(recipient.id())
        .setClientMessageId(id)
        .setText(text)
        .build();
  }

  static SendMessageRequest toName(String id, String name, String text) {
    return SendMessageRequest.newBuilder()
        .setUserName(name)
        .setClientMessageId(id)
        .setText(text)
        .build();
  }
}
