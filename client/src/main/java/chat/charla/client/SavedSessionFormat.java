package chat.charla.client;

import chat.charla.client.wire.SavedState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Writes and reads a {@link SavedState} as bytes: a magic number, a version, a checksum, and the
 * message. The checksum is the CRC-32 of the version and the message.
 *
 * <p>A later version is read like the current one: its message has the same fields, and perhaps
 * more. {@link LegacySavedSession} reads versions 1 and 2. The checksum of these versions covers
 * only the content.
 */
final class SavedSessionFormat {
  private static final int MAGIC = 0x43684c61;
  private static final int FIRST_VERSION = 1;
  private static final int VERSION = 3;
  private static final int CONTENT_AT = 16;

  private SavedSessionFormat() {}

  static byte[] write(SavedState state) {
    try {
      byte[] content = state.toByteArray();
      ByteArrayOutputStream all = new ByteArrayOutputStream(CONTENT_AT + content.length);
      DataOutputStream output = new DataOutputStream(all);
      output.writeInt(MAGIC);
      output.writeInt(VERSION);
      output.writeLong(checksum(VERSION, content));
      output.write(content);
      return all.toByteArray();
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory failed", impossible);
    }
  }

  static SavedState read(byte[] bytes) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (input.readInt() != MAGIC) {
        throw new IllegalArgumentException("this is not a saved session");
      }
      int version = input.readInt();
      if (version < FIRST_VERSION) {
        throw new IllegalArgumentException("a saved session of unknown version " + version);
      }
      long checksum = input.readLong();
      byte[] content = Arrays.copyOfRange(bytes, CONTENT_AT, bytes.length);
      if (checksum != checksum(version, content)) {
        throw new IllegalArgumentException("the saved session is damaged");
      }
      return version < VERSION
          ? LegacySavedSession.read(input, version)
          : SavedState.parseFrom(content);
    } catch (IOException damaged) {
      throw new IllegalArgumentException("the saved session is damaged", damaged);
    }
  }

  private static long checksum(int version, byte[] content) {
    CRC32 checksum = new CRC32();
    if (version >= VERSION) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        checksum.update(version >>> shift);
      }
    }
    checksum.update(content, 0, content.length);
    return checksum.getValue();
  }
}
