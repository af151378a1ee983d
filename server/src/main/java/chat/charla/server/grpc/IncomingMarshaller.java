package chat.charla.server.grpc;

import chat.charla.server.room.Rejection;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Takes requests off the wire, and notes why one is refused: it is too large, or cannot be read.
 * For an exception here, gRPC would log a stack trace, which anybody could fill the log with, and
 * end the call with UNKNOWN; a stream without telling it, and what the stream still sends would end
 * the whole connection, with the streams of others if a proxy shares it.
 *
 * <p>The transport refuses only what is larger than twice the limit. It does so by the length
 * before the message, and resets a stream without a status; so a request that is somewhat too large
 * gets here, where it is refused like any other.
 *
 * @param <Q> the requests
 */
final class IncomingMarshaller<Q> implements MethodDescriptor.Marshaller<Incoming<Q>> {
  private final MethodDescriptor.Marshaller<Q> requests;
  private final int maxBytes;

  private IncomingMarshaller(MethodDescriptor.Marshaller<Q> requests, int maxBytes) {
    this.requests = requests;
    this.maxBytes = maxBytes;
  }

  /**
   * For the requests of this method.
   *
   * @param maxBytes the longest request that is not refused
   */
  static <Q> IncomingMarshaller<Q> of(MethodDescriptor<Q, ?> method, int maxBytes) {
    return new IncomingMarshaller<>(method.getRequestMarshaller(), maxBytes);
  }

  @Override
  public InputStream stream(Incoming<Q> request) {
    return requests.stream(Objects.requireNonNull(request.request()));
  }

  @Override
  public Incoming<Q> parse(InputStream stream) {
    try {
      int bytes = stream.available(); // All of it: a request is never compressed.
      return request(requests.parse(stream), bytes);
    } catch (StatusRuntimeException e) {
      boolean tooLarge = e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
      return new Incoming<>(
          null, tooLarge ? Rejection.requestTooLarge(maxBytes) : Rejection.requestUnreadable());
    } catch (IOException impossible) {
      return new Incoming<>(null, Rejection.requestUnreadable());
    }
  }

  private Incoming<Q> request(Q request, int bytes) {
    return new Incoming<>(request, bytes > maxBytes ? Rejection.requestTooLarge(maxBytes) : null);
  }
}
