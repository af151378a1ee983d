package chat.charla.server.fault;

import chat.charla.server.edge.RawClient;
import chat.charla.v1.ListMessagesRequest;

/** Messages of the greatest allowed length. */
final class LongMessages {
  /** The length of a text, in bytes. */
  static final int BYTES = 16_000;

  private LongMessages() {}

  /**
   * Posts this many messages to the lobby; returns the request for a page that begins with them.
   */
  static ListMessagesRequest post(RawClient writer, int count) {
    String text = "𠮷".repeat(BYTES / 4);
    long first = writer.say(text).getSequence();
    for (int i = 1; i < count; i++) {
      writer.say(text);
    }
    return ListMessagesRequest.newBuilder()
        .setRoom("lobby")
        .setAfterSequence(first - 1)
        .setPageSize(1000)
        .build();
  }
}
