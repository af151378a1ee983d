package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Open;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a command with too many cursors. This class counts the cursors before the command is
 * parsed, so that the server creates no objects for cursors beyond the limit.
 */
final class CursorLimit {
  private static final int REQUEST_ID = delimitedTag(ConverseRequest.REQUEST_ID_FIELD_NUMBER);
  private static final int OPEN = delimitedTag(ConverseRequest.OPEN_FIELD_NUMBER);
  private static final int CURSORS = delimitedTag(Open.CURSORS_FIELD_NUMBER);

  /** The size of the smallest cursor, in bytes: its tag and its length. */
  private static final int CURSOR_BYTES = 2;

  private final IntSupplier maxCursors;

  /**
   * Creates a limit.
   *
   * @param maxCursors returns the maximum number of cursors
   */
  CursorLimit(IntSupplier maxCursors) {
    this.maxCursors = maxCursors;
  }

  /**
   * The refusal of this command if it has too many cursors; otherwise null.
   *
   * @throws IOException if the bytes are not a command
   */
  @Nullable Incoming<ConverseRequest> refusal(byte[] command) throws IOException {
    int max = maxCursors.getAsInt();
    if (command.length / CURSOR_BYTES <= max) {
      return null; // Nearly every command is too short for so many cursors.
    }
    CodedInputStream fields = CodedInputStream.newInstance(command);
    String requestId = "";
    long cursorCount = 0;
    for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
      if (tag == REQUEST_ID) {
        requestId = fields.readStringRequireUtf8();
      } else if (tag == OPEN) {
        int end = fields.pushLimit(fields.readRawVarint32());
        cursorCount += cursorCount(fields);
        fields.popLimit(end);
      } else if (!fields.skipField(tag)) {
        return null; // The parser refuses the command.
      }
    }
    return cursorCount <= max
        ? null
        : new Incoming<>(
            ConverseRequest.newBuilder()
                .setRequestId(requestId)
                .setOpen(Open.getDefaultInstance())
                .build(),
            Refusal.tooManyCursors(max));
  }

  /** The number of cursors up to the current limit of the input. */
  private static int cursorCount(CodedInputStream open) throws IOException {
    int cursorCount = 0;
    for (int tag = open.readTag(); tag != 0 && open.skipField(tag); tag = open.readTag()) {
      if (tag == CURSORS) {
        cursorCount++;
      }
    }
    return cursorCount;
  }

  /** The tag of a length-delimited field. */
  private static int delimitedTag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
