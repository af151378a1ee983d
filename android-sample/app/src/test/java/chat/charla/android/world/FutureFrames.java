package chat.charla.android.world;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * Makes frames like those of a newer server, with an event of a kind that the client does not know.
 */
public final class FutureFrames {
  private static final int FIELD_FROM_THE_FUTURE = 99;

  private FutureFrames() {}

  /**
   * A function that replaces, in a frame, each message with this text by an event of an unknown
   * kind.
   */
  public static UnaryOperator<byte[]> insteadOfMessage(String text) {
    return bytes -> {
      try {
        ConverseResponse frame = ConverseResponse.parseFrom(bytes);
        if (!frame.hasBatch()) {
          return bytes;
        }
        EventBatch.Builder batch = EventBatch.newBuilder();
        for (Event event : frame.getBatch().getEventsList()) {
          boolean chosen = event.getMessagePosted().getText().equals(text);
          batch.addEvents(chosen ? ofFutureKind(event) : event);
        }
        return frame.toBuilder().setBatch(batch).build().toByteArray();
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("the server has sent an invalid frame", e);
      }
    };
  }

  private static Event ofFutureKind(Event event) throws InvalidProtocolBufferException {
    ByteString known = event.toBuilder().clearKind().build().toByteString();
    ByteString.Output future = ByteString.newOutput();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(future);
      out.writeByteArray(FIELD_FROM_THE_FUTURE, new byte[] {8, 1});
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Event.parseFrom(known.concat(future.toByteString()));
  }
}
