package chat.charla.server.grpc;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.Open;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an {@code Open} in a request of {@code Execute} by an empty one. The server refuses
 * every such {@code Open}, so its cursors need not be parsed. As objects, cursors would take far
 * more memory than the bytes of the request.
 */
final class OpenOfExecute {
  private static final int COMMAND = delimited(ExecuteRequest.COMMAND_FIELD_NUMBER);
  private static final int OPEN = delimited(ConverseRequest.OPEN_FIELD_NUMBER);

  private OpenOfExecute() {}

  /**
   * Returns a request with an empty {@code Open} if the given request has an {@code Open};
   * otherwise null.
   *
   * @throws IOException if the bytes are not a request
   */
  static @Nullable Incoming<ExecuteRequest> emptied(byte[] request) throws IOException {
    CodedInputStream fields = CodedInputStream.newInstance(request);
    boolean opens = false;
    for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
      if (tag == COMMAND) {
        int end = fields.pushLimit(fields.readRawVarint32());
        opens |= isOpen(fields);
        fields.popLimit(end);
      } else if (!fields.skipField(tag)) {
        return null; // The parser refuses the request.
      }
    }
    return opens
        ? new Incoming<>(
            ExecuteRequest.newBuilder()
                .setCommand(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()))
                .build(),
            null)
        : null;
  }

  /** Whether the command up to the current limit of the input has an {@code Open}. */
  private static boolean isOpen(CodedInputStream command) throws IOException {
    boolean opens = false;
    for (int tag = command.readTag(); tag != 0 && command.skipField(tag); tag = command.readTag()) {
      opens |= tag == OPEN;
    }
    return opens;
  }

  /** The tag of a length-delimited field. */
  private static int delimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
