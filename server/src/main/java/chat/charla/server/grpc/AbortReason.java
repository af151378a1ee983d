package chat.charla.server.grpc;

/** Why a call is aborted to free memory. */
enum AbortReason {
  MEMORY_NEEDED("memory was needed"),
  COMMAND_STOPPED("the rest of a command does not arrive"),
  ANSWER_UNREAD("the peer does not read the answer");

  private final String text;

  AbortReason(String text) {
    this.text = text;
  }

  /** The reason as part of a sentence, for the peer. */
  String text() {
    return text;
  }
}
