package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/** The answer of one unary call, which may be still under way. */
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

  /** What the server answered; it must not be a refusal. */
  T get() {
    await();
    assertNull(failure, call);
    assertNotNull(response);
    return response;
  }

  /** Whether the server does what it was asked for. */
  boolean succeeds() {
    await();
    return failure == null;
  }

  /** The refusal that the server answered with. */
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
    world.await("answer of " + call, () -> response != null || failure != null);
  }
}
