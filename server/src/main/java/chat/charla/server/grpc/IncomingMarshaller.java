package chat.charla.server.grpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Takes requests off the wire. Bytes that are none become a stand-in: for an exception here, gRPC
 * would log a stack trace, which anybody could fill the log with, and end the call with UNKNOWN; a
 * stream without telling it, and what the stream still sends would end the whole connection, with
 * the streams of others if a proxy shares it.
 *
 * @param <Q> the requests
 */
final class IncomingMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {
  private final MethodDescriptor.Marshaller<Q> requests;
  private final Q unreadable;

  private IncomingMarshaller(MethodDescriptor.Marshaller<Q> requests, Q unreadable) {
    this.requests = requests;
    this.unreadable = unreadable;
  }

  /** For the requests of this method of the generated binding. */
  static <Q> IncomingMarshaller<Q> of(MethodDescriptor<Q, ?> method) {
    MethodDescriptor.PrototypeMarshaller<Q> generated =
        (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller();
    Message prototype = (Message) Objects.requireNonNull(generated.getMessagePrototype());
    Message another = prototype.newBuilderForType().build();
    return new IncomingMarshaller<>(generated, generated.getMessageClass().cast(another));
  }

  /** Whether this stands for bytes that are no request. */
  @SuppressWarnings("ReferenceEquality") // an empty request is equal to it, and is another
  boolean isUnreadable(Q request) {
    return request == unreadable;
  }

  @Override
  public InputStream stream(Q request) {
    return requests.stream(request);
  }

  @Override
  public Q parse(InputStream stream) {
    try {
      return requests.parse(stream);
    } catch (StatusRuntimeException e) {
      return unreadable;
    }
  }
}
