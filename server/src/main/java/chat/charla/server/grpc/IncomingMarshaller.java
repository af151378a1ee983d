package chat.charla.server.grpc;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Takes commands off the wire. Bytes that are none become a stand-in: for an exception here, gRPC
 * would end the call without telling it, and what the call still sends would end the whole
 * connection, with the streams of others if a proxy shares it.
 */
final class IncomingMarshaller implements MethodDescriptor.Marshaller<ConverseRequest> {
  private static final ConverseRequest UNREADABLE = ConverseRequest.newBuilder().build();

  private final MethodDescriptor.Marshaller<ConverseRequest> commands =
      ChatServiceGrpc.getConverseMethod().getRequestMarshaller();

  /** Whether this stands for bytes that are no command. */
  @SuppressWarnings("ReferenceEquality") // an empty command is equal to it, and is another
  static boolean isUnreadable(ConverseRequest command) {
    return command == UNREADABLE;
  }

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
