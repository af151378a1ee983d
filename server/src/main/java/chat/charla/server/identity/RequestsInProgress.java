package chat.charla.server.identity;

import chat.charla.server.refusal.Outcome;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests that are creating a session. A repetition of such a request waits until the request
 * is answered. Owned by the core.
 */
final class RequestsInProgress {
  /** The repetitions that wait for each request, by the hash of its id. */
  private final Map<ByteString, List<Runnable>> waiting = new HashMap<>();

  /**
   * Begins a request, unless a request with the same id is in progress.
   *
   * @param id the hash of the request's id; empty if the request cannot be repeated
   * @param reply gets the outcome of the request
   * @param begin begins the request, and passes the outcome to the given consumer
   * @param again decides the request anew when the one in progress is answered
   */
  <T> void begin(
      ByteString id,
      Consumer<Outcome<T>> reply,
      Consumer<Consumer<Outcome<T>>> begin,
      Runnable again) {
    if (id.isEmpty()) {
      begin.accept(reply);
      return;
    }
    List<Runnable> earlier = waiting.get(id);
    if (earlier != null) {
      earlier.add(again);
      return;
    }
    waiting.put(id, new ArrayList<>());
    try {
      begin.accept(
          outcome -> {
            List<Runnable> repetitions = waiting.remove(id);
            reply.accept(outcome);
            if (repetitions != null) {
              repetitions.forEach(Runnable::run);
            }
          });
    } catch (RuntimeException defect) {
      waiting.remove(id);
      throw defect;
    }
  }
}
