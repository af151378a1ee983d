package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/** The answer to one unary call, which may not have arrived yet. */
final class Reply<T> implements Answer<T> {
  private final World world;
  private final String call;
  private @Nullable T response;
  private @Nullable CallFailure failure;

  Reply(World world, String call) {
    this.world = world;
    this.call = call;
  }

  @Override
  public void onSuccess(T value) {
    response = value;
  }

  @Override
  public void onFailure(CallFailure reason) {
    failure = reason;
  }

  /** The response; the answer must not be a refusal. */
  T get() {
    await();
    assertNull(failure, call);
    assertNotNull(response);
    return response;
  }

  /** Whether the answer is a response and not a refusal. */
  boolean succeeds() {
    await();
    return failure == null;
  }

  /** Whether the answer has arrived. */
  boolean isAnswered() {
    return response != null || failure != null;
  }

  /** The refusal; the answer must not be a response. */
  CallFailure failure() {
    await();
    assertNotNull(failure, () -> call + " succeeded: " + response);
    return failure;
  }

  /** The answer must be a refusal with this reason. */
  CallFailure refused(ErrorReason reason) {
    CallFailure refusal = failure();
    assertEquals(reason, refusal.reason(), call);
    return refusal;
  }

  private void await() {
    world.await("answer of " + call, this::isAnswered);
  }
}
