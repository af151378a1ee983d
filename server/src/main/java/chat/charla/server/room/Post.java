package chat.charla.server.room;

import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.function.Consumer;

/** A message somebody wants to post, and who is told what became of it. Owned by the core. */
public final class Post {
  private final Participant author;
  private final SendMessageRequest request;
  private final Consumer<Outcome<SendMessageResponse>> reply;
  private boolean answered;

  /**
   * A post that waits for its answer.
   *
   * @param reply told the outcome, once, on the core
   */
  public Post(
      Participant author,
      SendMessageRequest request,
      Consumer<Outcome<SendMessageResponse>> reply) {
    this.author = author;
    this.request = request;
    this.reply = reply;
  }

  Participant author() {
    return author;
  }

  SendMessageRequest request() {
    return request;
  }

  /** Tells the outcome; only the first one. */
  void answer(Outcome<SendMessageResponse> outcome) {
    if (!answered) {
      answered = true;
      reply.accept(outcome);
    }
  }
}
