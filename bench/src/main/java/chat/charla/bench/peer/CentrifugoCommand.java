package chat.charla.bench.peer;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Centrifugo's commands, in Protocol Buffers. The numbers of the fields are those of {@code
 * definitions/client.proto} in the repository {@code centrifugal/protocol}. The length of a command
 * precedes the command.
 */
final class CentrifugoCommand {
  /** The answer to a ping of Centrifugo: a command without fields. */
  static final byte[] PONG = {0};

  private static final int ID = 1;
  private static final int CONNECT = 4;
  private static final int SUBSCRIBE = 5;
  private static final int PUBLISH = 7;

  private static final int CLIENT_NAME = 4;
  private static final int CHANNEL = 1;
  private static final int DATA = 2;
  private static final int FLAGS = 14;

  /**
   * Lets the server send a number in place of the channel's name. The Go client of Centrifugo sets
   * this flag, too.
   */
  private static final int SHORT_CHANNELS = 1;

  /** Writes fields of a message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private CentrifugoCommand() {}

  static byte[] connect(int id) {
    byte[] connect = message(out -> out.writeString(CLIENT_NAME, "bench"));
    return command(id, CONNECT, connect);
  }

  static byte[] subscribe(int id, String channel) {
    byte[] subscribe =
        message(
            out -> {
              out.writeString(CHANNEL, channel);
              out.writeInt64(FLAGS, SHORT_CHANNELS);
            });
    return command(id, SUBSCRIBE, subscribe);
  }

  static byte[] publish(int id, String channel, byte[] data) {
    byte[] publish =
        message(
            out -> {
              out.writeString(CHANNEL, channel);
              out.writeByteArray(DATA, data);
            });
    return command(id, PUBLISH, publish);
  }

  private static byte[] command(int id, int field, byte[] request) {
    byte[] command =
        message(
            out -> {
              out.writeUInt32(ID, id);
              out.writeByteArray(field, request);
            });
    return message(out -> out.writeByteArrayNoTag(command));
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
