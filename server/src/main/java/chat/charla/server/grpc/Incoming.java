package chat.charla.server.grpc;

import chat.charla.server.room.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * What arrived where a request was expected.
 *
 * @param request null if the bytes cannot be read as one
 * @param fault why it is refused before anything else looks at it; null if it is not
 * @param <Q> the requests
 */
public record Incoming<Q>(@Nullable Q request, @Nullable Rejection fault) {
  public Incoming {
    if (request == null && fault == null) {
      throw new IllegalArgumentException("neither a request nor a fault");
    }
  }
}
