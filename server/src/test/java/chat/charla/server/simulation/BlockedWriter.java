package chat.charla.server.simulation;

import chat.charla.client.Answer;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Two accounts, one of which blocks the other. From the answer on, the server must refuse every
 * private message of the blocked one, whatever else happens.
 */
final class BlockedWriter {
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();

  private final Truth truth;
  private final SimulatedTransport transport;
  private final Random random;
  private final String ownersRequest;
  private final String writersRequest;
  private JoinResponse owner = JoinResponse.getDefaultInstance();
  private JoinResponse writer = JoinResponse.getDefaultInstance();
  private boolean blocked;
  private int messages;

  BlockedWriter(Truth truth, SimulatedTransport transport, Random random) {
    this.truth = truth;
    this.transport = transport;
    this.random = random;
    this.ownersRequest = new UUID(random.nextLong(), random.nextLong()).toString();
    this.writersRequest = new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** Takes the next step. A call whose outcome is unknown is repeated in a later step. */
  void act() {
    if (owner.getSessionToken().isEmpty()) {
      register("Blocker", ownersRequest, joined -> owner = joined);
    } else if (writer.getSessionToken().isEmpty()) {
      register("Writer", writersRequest, joined -> writer = joined);
    } else if (!blocked && random.nextInt(3) == 0) {
      block();
    } else {
      write();
    }
  }

  private void register(String name, String requestId, Consumer<JoinResponse> then) {
    transport.unary(
        AccountServiceGrpc.getRegisterMethod(),
        RegisterRequest.newBuilder()
            .setName(name)
            .setCredential(PASSWORD)
            .setRequestId(requestId)
            .build(),
        null,
        answer((RegisterResponse response) -> then.accept(response.getJoined())));
  }

  private void block() {
    transport.unary(
        AccountServiceGrpc.getBlockUserMethod(),
        BlockUserRequest.newBuilder().setUserId(writer.getSelf().getId()).build(),
        owner.getSessionToken(),
        answer((BlockUserResponse response) -> blocked = true));
  }

  private void write() {
    boolean mustBeRefused = blocked;
    messages++;
    transport.sendMessage(
        SendMessageRequest.newBuilder()
            .setUserId(owner.getSelf().getId())
            .setClientMessageId("message " + messages)
            .setText("hello")
            .build(),
        writer.getSessionToken(),
        answer(
            (SendMessageResponse response) -> {
              if (mustBeRefused) {
                truth.broken(new AssertionError("a private message of a blocked user is accepted"));
              }
            }));
  }

  /** An answer that passes the response on. After a failure, a later step tries again. */
  private static <T> Answer<T> answer(Consumer<T> onSuccess) {
    return RepeatedCalls.answer(onSuccess, failure -> {});
  }
}
