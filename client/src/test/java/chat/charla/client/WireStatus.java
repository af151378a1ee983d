package chat.charla.client;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Encodes {@code google.rpc.Status} and its details as a server does, field by field. */
final class WireStatus {
  static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private interface Writer {
    void writeTo(CodedOutputStream output) throws IOException;
  }

  private WireStatus() {}

  /** A status ALREADY_EXISTS with these details. */
  static byte[] status(byte[]... details) {
    return bytes(
        output -> {
          output.writeInt32(1, 6);
          output.writeString(2, "taken");
          for (byte[] detail : details) {
            output.writeByteArray(3, detail);
          }
        });
  }

  static byte[] errorInfo(String reason, String domain, String... metadata) {
    return any(
        "google.rpc.ErrorInfo",
        bytes(
            output -> {
              output.writeString(1, reason);
              output.writeString(2, domain);
              for (int index = 0; index < metadata.length; index += 2) {
                output.writeByteArray(3, twoStrings(metadata[index], metadata[index + 1]));
              }
            }));
  }

  static byte[] retryInfo(long seconds, int nanos) {
    byte[] duration =
        bytes(
            output -> {
              output.writeInt64(1, seconds);
              output.writeInt32(2, nanos);
            });
    return any("google.rpc.RetryInfo", bytes(output -> output.writeByteArray(1, duration)));
  }

  static byte[] badRequest(String field) {
    return any(
        "google.rpc.BadRequest",
        bytes(output -> output.writeByteArray(1, twoStrings(field, "is wrong"))));
  }

  static byte[] any(String type, byte[] value) {
    return bytes(
        output -> {
          output.writeString(1, "type.googleapis.com/" + type);
          output.writeByteArray(2, value);
        });
  }

  private static byte[] twoStrings(String first, String second) {
    return bytes(
        output -> {
          output.writeString(1, first);
          output.writeString(2, second);
        });
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      writer.writeTo(output);
      output.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
