package chat.charla.server.grpc;

/** Why the server aborts a call to free memory. */
enum AbortReason {
  MEMORY_NEEDED("memory was needed"),
  COMMAND_STOPPED("the rest of a command does not arrive"),
  ANSWER_UNREAD("the peer does not read the answer");

  private final String text;

  AbortReason(String text) {
    this.text = text;
  }

  /** The reason, as the peer gets it. */
  String text() {
    return text;
  }
}
