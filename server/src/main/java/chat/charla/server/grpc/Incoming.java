package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The result of parsing a request.
 *
 * @param request the parsed request; null if the bytes cannot be parsed
 * @param refusal the refusal of a request that is too large or cannot be parsed; null if there is
 *     none
 * @param <Q> the type of the request
 */
public record Incoming<Q>(@Nullable Q request, @Nullable Refusal refusal) {
  public Incoming {
    if (request == null && refusal == null) {
      throw new IllegalArgumentException("neither a request nor a refusal");
    }
  }
}
