package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Reads Centrifugo's replies, in Protocol Buffers. The numbers of the fields are those of {@code
 * definitions/client.proto} in the repository {@code centrifugal/protocol}. The length of a reply
 * precedes the reply. One message of the WebSocket may contain several replies.
 */
final class CentrifugoReplies {
  private static final int ID = 1;
  private static final int ERROR = 2;
  private static final int PUSH = 4;
  private static final int SUBSCRIBE = 6;

  private static final int PUBLICATION = 4;
  private static final int PUSH_ID = 1;
  private static final int PUSH_CHANNEL = 2;

  private static final int DATA = 4;
  private static final int OFFSET = 6;

  private static final int SUBSCRIBED_RECOVERABLE = 3;
  private static final int SUBSCRIBED_OFFSET = 9;

  /** Receives the content of the replies. */
  interface Receiver {
    /** A reply without fields. */
    void ping();

    /** The command with this id, which is not a subscription, has succeeded. */
    void done(int id);

    /**
     * The subscription with this id has succeeded.
     *
     * @param offset the offset of the last publication; empty if the channel has no history from
     *     which a client can recover
     */
    void subscribed(int id, OptionalLong offset);

    /**
     * A publication.
     *
     * @param offset its offset in the history, from 1; 0 if the publication is not kept
     * @param number the number at the beginning of its text
     */
    void published(long offset, long number);
  }

  private final Receiver receiver;
  private byte[] bytes = {};
  private int begin;

  CentrifugoReplies(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Reads one message of the WebSocket. */
  void read(byte[] message, int from, int to) {
    bytes = message;
    begin = from;
    CodedInputStream in = CodedInputStream.newInstance(message, from, to - from);
    try {
      while (!in.isAtEnd()) {
        int outer = in.pushLimit(in.readRawVarint32());
        reply(in);
        in.popLimit(outer);
      }
    } catch (IOException e) {
      throw new BenchFailure("not a reply of Centrifugo", e);
    }
  }

  private void reply(CodedInputStream in) throws IOException {
    if (in.getBytesUntilLimit() == 0) {
      receiver.ping();
      return;
    }
    int id = 0;
    boolean subscribed = false;
    OptionalLong offset = OptionalLong.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ID -> id = in.readUInt32();
        case ERROR ->
            throw new BenchFailure("Centrifugo refuses: " + in.readBytes().toStringUtf8());
        case PUSH -> push(in);
        case SUBSCRIBE -> {
          subscribed = true;
          offset = subscription(in);
        }
        default -> in.skipField(tag);
      }
    }
    if (subscribed) {
      receiver.subscribed(id, offset);
    } else if (id > 0) {
      receiver.done(id);
    }
  }

  private void push(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case PUSH_ID, PUSH_CHANNEL -> in.skipField(tag);
        case PUBLICATION -> publication(in);
        default -> throw new BenchFailure("an unexpected push of Centrifugo: " + tag);
      }
    }
    in.popLimit(outer);
  }

  private void publication(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long offset = 0;
    long number = -1;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DATA -> {
          int length = in.readRawVarint32();
          number = Texts.number(bytes, begin + in.getTotalBytesRead());
          in.skipRawBytes(length);
        }
        case OFFSET -> offset = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    receiver.published(offset, number);
  }

  private static OptionalLong subscription(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    boolean recoverable = false;
    long offset = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case SUBSCRIBED_RECOVERABLE -> recoverable = in.readBool();
        case SUBSCRIBED_OFFSET -> offset = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return recoverable ? OptionalLong.of(offset) : OptionalLong.empty();
  }
}
