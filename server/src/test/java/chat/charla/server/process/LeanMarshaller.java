package chat.charla.server.process;

import chat.charla.v1.ConverseResponse;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Delivers received messages as bytes. Parsing them for 200 readers would slow a test down. */
final class LeanMarshaller implements MethodDescriptor.Marshaller<byte[]> {
  static final LeanMarshaller INSTANCE = new LeanMarshaller();

  private LeanMarshaller() {}

  /** The same method, whose responses are delivered as bytes. */
  static <Q> MethodDescriptor<Q, byte[]> receivingBytes(
      MethodDescriptor<Q, ConverseResponse> method) {
    return method.toBuilder(method.getRequestMarshaller(), INSTANCE).build();
  }

  @Override
  public InputStream stream(byte[] message) {
    throw new UnsupportedOperationException("a client does not send responses");
  }

  @Override
  public byte[] parse(InputStream message) {
    try {
      return message.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
