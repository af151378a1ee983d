package chat.charla.server.grpc;

import chat.charla.server.delivery.EventSlice;
import chat.charla.v1.ConverseResponse;
import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The bytes of a {@code ConverseResponse} whose {@code batch} is a slice of shared events: the
 * field's tag, the length, and the slice itself. gRPC asks for the length, and then drains the
 * stream with one call of {@link #drainTo}.
 */
final class BatchStream extends InputStream implements KnownLength, Drainable {
  /** The tag of a length-delimited field. */
  private static final byte TAG = (byte) (ConverseResponse.BATCH_FIELD_NUMBER << 3 | 2);

  private final EventSlice slice;
  private final byte[] header;
  private int position;

  BatchStream(EventSlice slice) {
    this.slice = slice;
    this.header = header(slice.length());
  }

  @Override
  public int available() {
    return header.length + slice.length() - position;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int drained = available();
    if (position < header.length) {
      target.write(header, position, header.length - position);
      position = header.length;
    }
    int from = slice.from() + position - header.length;
    target.write(slice.bytes(), from, slice.to() - from);
    position = header.length + slice.length();
    return drained;
  }

  @Override
  public int read() {
    if (available() == 0) {
      return -1;
    }
    int at = position++;
    byte next = at < header.length ? header[at] : slice.bytes()[slice.from() + at - header.length];
    return next & 0xff;
  }

  private static byte[] header(int length) {
    byte[] header = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(length)];
    header[0] = TAG;
    int rest = length;
    for (int i = 1; i < header.length; i++) {
      header[i] = (byte) (i + 1 < header.length ? rest | 0x80 : rest);
      rest >>>= 7;
    }
    return header;
  }
}
