package chat.charla.server.grpc;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Takes commands off the wire. Bytes that are none become {@link #UNREADABLE}: for an exception
 * here, gRPC would end the call without telling it, and what the call still sends would end the
 * whole connection, with the streams of others if a proxy shares it.
 */
final class IncomingMarshaller implements MethodDescriptor.Marshaller<ConverseRequest> {
  /** Stands for bytes that are no command. To be recognised by identity. */
  static final ConverseRequest UNREADABLE = ConverseRequest.newBuilder().build();

  private final MethodDescriptor.Marshaller<ConverseRequest> commands =
      ChatServiceGrpc.getConverseMethod().getRequestMarshaller();

  @Override
  public InputStream stream(ConverseRequest command) {
    return commands.stream(command);
  }

  @Override
  public ConverseRequest parse(InputStream stream) {
    try {
      return commands.parse(stream);
    } catch (StatusRuntimeException e) {
      return UNREADABLE;
    }
  }
}
