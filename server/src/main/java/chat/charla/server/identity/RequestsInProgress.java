package chat.charla.server.identity;

import chat.charla.server.refusal.Outcome;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests that are creating a session or an account. A further request with the key of a
 * request in progress, such as a repetition, waits until the first request is answered. Owned by
 * the core.
 */
public final class RequestsInProgress {
  /** The requests that wait for each request, by its key. */
  private final Map<ByteString, List<Runnable>> waiting = new HashMap<>();

  /**
   * Begins a request, unless a request with the same key is in progress.
   *
   * @param key the key, such as the hash of the request's id; empty if no request has to wait
   * @param reply gets the outcome of the request
   * @param begin begins the request, and passes the outcome to the given consumer
   * @param again called when the request in progress is answered; decides this request again
   */
  public <T> void begin(
      ByteString key,
      Consumer<Outcome<T>> reply,
      Consumer<Consumer<Outcome<T>>> begin,
      Runnable again) {
    if (key.isEmpty()) {
      begin.accept(reply);
      return;
    }
    List<Runnable> earlier = waiting.get(key);
    if (earlier != null) {
      earlier.add(again);
      return;
    }
    waiting.put(key, new ArrayList<>());
    try {
      begin.accept(
          outcome -> {
            List<Runnable> repetitions = waiting.remove(key);
            reply.accept(outcome);
            if (repetitions != null) {
              repetitions.forEach(Runnable::run);
            }
          });
    } catch (RuntimeException defect) {
      waiting.remove(key);
      throw defect;
    }
  }
}
