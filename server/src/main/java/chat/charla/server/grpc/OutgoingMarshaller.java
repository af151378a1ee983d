package chat.charla.server.grpc;

import chat.charla.v1.ConverseResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.io.InputStream;

/** Serializes {@link Outgoing} messages. Public for the benchmark. Thread-safe. */
public final class OutgoingMarshaller implements MethodDescriptor.Marshaller<Outgoing> {
  private final MethodDescriptor.Marshaller<ConverseResponse> frames =
      ProtoUtils.marshaller(ConverseResponse.getDefaultInstance());

  @Override
  public InputStream stream(Outgoing message) {
    if (message instanceof Outgoing.Batch batch) {
      return new BatchStream(batch.events());
    }
    return frames.stream(((Outgoing.Frame) message).response());
  }

  @Override
  public Outgoing parse(InputStream stream) {
    return new Outgoing.Frame(frames.parse(stream));
  }
}
