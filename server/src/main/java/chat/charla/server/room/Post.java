package chat.charla.server.room;

import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.function.Consumer;

/**
 * A message somebody wants to post.
 *
 * @param reply told the outcome, once, on the core
 */
public record Post(
    Participant author, SendMessageRequest request, Consumer<Outcome<SendMessageResponse>> reply) {}
