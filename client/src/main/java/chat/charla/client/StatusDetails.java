package chat.charla.client;

import chat.charla.v1.ErrorReason;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Metadata;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code grpc-status-details-bin} that Charla uses: {@code ErrorInfo}, {@code
 * BadRequest} and {@code RetryInfo} of its {@code google.rpc.Status}.
 *
 * <p>It is parsed by hand because these are five small messages, and their generated classes would
 * add a dependency for Android applications. Field numbers are those of google/rpc/status.proto and
 * google/rpc/error_details.proto.
 */
final class StatusDetails {
  private static final Metadata.Key<byte[]> KEY =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final String DOMAIN = "charla.chat";

  private ErrorReason reason = ErrorReason.ERROR_REASON_UNSPECIFIED;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String field = "";
  private @Nullable Duration retryDelay;

  private StatusDetails() {}

  /** Reads the details; if they are absent or malformed, the result is empty. */
  static StatusDetails read(@Nullable Metadata trailers) {
    byte[] bytes = trailers == null ? null : trailers.get(KEY);
    if (bytes == null) {
      return new StatusDetails();
    }
    try {
      StatusDetails details = new StatusDetails();
      details.readStatus(CodedInputStream.newInstance(bytes));
      return details;
    } catch (IOException broken) {
      return new StatusDetails();
    }
  }

  ErrorReason reason() {
    return reason;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  String field() {
    return field;
  }

  @Nullable Duration retryDelay() {
    return retryDelay;
  }

  private void readStatus(CodedInputStream input) throws IOException {
    eachField(
        input,
        number -> {
          if (number != 3) {
            return false;
          }
          readAny(nested(input));
          return true;
        });
  }

  private void readAny(CodedInputStream input) throws IOException {
    String[] type = {""};
    byte[][] value = {{}};
    eachField(
        input,
        number -> {
          if (number == 1) {
            type[0] = input.readStringRequireUtf8();
          } else if (number == 2) {
            value[0] = input.readByteArray();
          } else {
            return false;
          }
          return true;
        });
    CodedInputStream content = CodedInputStream.newInstance(value[0]);
    if (type[0].endsWith("/google.rpc.ErrorInfo")) {
      readErrorInfo(content);
    } else if (type[0].endsWith("/google.rpc.RetryInfo")) {
      readRetryInfo(content);
    } else if (type[0].endsWith("/google.rpc.BadRequest")) {
      readBadRequest(content);
    }
  }

  private void readErrorInfo(CodedInputStream input) throws IOException {
    String[] text = {"", ""};
    Map<String, String> entries = new LinkedHashMap<>();
    eachField(
        input,
        number -> {
          if (number == 1 || number == 2) {
            text[number - 1] = input.readStringRequireUtf8();
          } else if (number == 3) {
            String[] entry = readTwoStrings(nested(input));
            entries.put(entry[0], entry[1]);
          } else {
            return false;
          }
          return true;
        });
    if (text[1].equals(DOMAIN)) {
      reason = reasonNamed(text[0]);
      metadata.putAll(entries);
    }
  }

  private void readRetryInfo(CodedInputStream input) throws IOException {
    eachField(
        input,
        number -> {
          if (number != 1) {
            return false;
          }
          readDuration(nested(input));
          return true;
        });
  }

  private void readDuration(CodedInputStream input) throws IOException {
    long[] parts = {0, 0};
    eachField(
        input,
        number -> {
          if (number != 1 && number != 2) {
            return false;
          }
          parts[number - 1] = input.readInt64();
          return true;
        });
    retryDelay = Delays.of(parts[0], (int) parts[1]);
  }

  private void readBadRequest(CodedInputStream input) throws IOException {
    eachField(
        input,
        number -> {
          if (number != 1) {
            return false;
          }
          field = readTwoStrings(nested(input))[0];
          return true;
        });
  }

  /** Reads a message whose fields 1 and 2 are strings. */
  private static String[] readTwoStrings(CodedInputStream input) throws IOException {
    String[] text = {"", ""};
    eachField(
        input,
        number -> {
          if (number != 1 && number != 2) {
            return false;
          }
          text[number - 1] = input.readStringRequireUtf8();
          return true;
        });
    return text;
  }

  private static ErrorReason reasonNamed(String name) {
    try {
      return ErrorReason.valueOf(name);
    } catch (IllegalArgumentException newerThanThisClient) {
      return ErrorReason.UNRECOGNIZED;
    }
  }

  private static CodedInputStream nested(CodedInputStream input) throws IOException {
    return CodedInputStream.newInstance(input.readByteArray());
  }

  /** Reads the value of a known field and returns true, or reads nothing and returns false. */
  private interface FieldReader {
    boolean read(int number) throws IOException;
  }

  private static void eachField(CodedInputStream input, FieldReader reader) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (!reader.read(WireFormat.getTagFieldNumber(tag))) {
        input.skipField(tag);
      }
    }
  }
}
