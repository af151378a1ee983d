package chat.charla.server.grpc;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.Open;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an {@code Open} in a request of {@code Execute} by an empty {@code Open}. The server
 * refuses every such {@code Open}, so it need not parse the cursors, which would take far more
 * memory than the bytes of the request.
 */
final class OpenOfExecute {
  private static final int COMMAND = delimitedTag(ExecuteRequest.COMMAND_FIELD_NUMBER);
  private static final int OPEN = delimitedTag(ConverseRequest.OPEN_FIELD_NUMBER);

  private OpenOfExecute() {}

  /**
   * Returns a request with an empty {@code Open} if the given request has an {@code Open};
   * otherwise null.
   *
   * @throws IOException if the bytes are not a request
   */
  static @Nullable Incoming<ExecuteRequest> withEmptyOpen(byte[] request) throws IOException {
    CodedInputStream fields = CodedInputStream.newInstance(request);
    boolean hasOpen = false;
    for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
      if (tag == COMMAND) {
        int end = fields.pushLimit(fields.readRawVarint32());
        hasOpen |= isOpen(fields);
        fields.popLimit(end);
      } else if (!fields.skipField(tag)) {
        return null; // The parser refuses the request.
      }
    }
    return hasOpen
        ? new Incoming<>(
            ExecuteRequest.newBuilder()
                .setCommand(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()))
                .build(),
            null)
        : null;
  }

  /** Whether the command up to the current limit of the input has an {@code Open}. */
  private static boolean isOpen(CodedInputStream command) throws IOException {
    boolean hasOpen = false;
    for (int tag = command.readTag(); tag != 0 && command.skipField(tag); tag = command.readTag()) {
      hasOpen |= tag == OPEN;
    }
    return hasOpen;
  }

  /** The tag of a length-delimited field. */
  private static int delimitedTag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
