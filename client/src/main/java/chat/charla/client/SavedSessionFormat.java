package chat.charla.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SavedSession} as bytes: a magic number, a version, the CRC-32 of the rest, and the rest.
 * Numbers are big-endian; strings are their length in bytes of UTF-8 (-1 for none) and those bytes;
 * lists are their length and the elements.
 *
 * <p>Version 1 is still read. It does not contain whether the session is being left, which is then
 * taken as false, or whether a room command was transmitted, which is then taken as true.
 */
final class SavedSessionFormat {
  private static final int MAGIC = 0x43684c61;
  private static final int VERSION = 2;
  private static final int FIRST_VERSION = 1;
  private static final int HEADER_BYTES = 16;

  private SavedSessionFormat() {}

  static byte[] write(SavedSession session) {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      writeBody(new DataOutputStream(body), session);
      byte[] bytes = body.toByteArray();
      ByteArrayOutputStream all = new ByteArrayOutputStream(HEADER_BYTES + bytes.length);
      DataOutputStream output = new DataOutputStream(all);
      output.writeInt(MAGIC);
      output.writeInt(VERSION);
      output.writeLong(checksum(bytes, 0));
      output.write(bytes);
      return all.toByteArray();
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory failed", impossible);
    }
  }

  static SavedSession read(byte[] bytes) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (input.readInt() != MAGIC) {
        throw new IllegalArgumentException("this is not a saved session");
      }
      int version = input.readInt();
      if (version < FIRST_VERSION || version > VERSION) {
        throw new IllegalArgumentException("a saved session of unknown version " + version);
      }
      if (input.readLong() != checksum(bytes, HEADER_BYTES)) {
        throw new IllegalArgumentException("the saved session is damaged");
      }
      return readBody(input, version);
    } catch (IOException damaged) {
      throw new IllegalArgumentException("the saved session is damaged", damaged);
    }
  }

  private static void writeBody(DataOutputStream output, SavedSession session) throws IOException {
    writeString(output, session.token());
    writeString(output, session.userId());
    writeString(output, session.name());
    writeString(output, session.joinRequestId());
    output.writeLong(session.lastStreamNumber());
    output.writeInt(session.cursors().size());
    for (SavedSession.SavedCursor cursor : session.cursors()) {
      writeString(output, cursor.room());
      writeString(output, cursor.epoch());
      output.writeLong(cursor.afterSequence());
    }
    output.writeInt(session.messages().size());
    for (SavedSession.SavedMessage message : session.messages()) {
      writeString(output, message.clientMessageId());
      writeString(output, message.target().kind().name());
      writeString(output, message.target().value());
      writeString(output, message.text());
      output.writeBoolean(message.wasTransmitted());
    }
    output.writeInt(session.roomWishes().size());
    for (SavedSession.SavedRoomWish wish : session.roomWishes()) {
      writeString(output, wish.room());
      output.writeBoolean(wish.isEnter());
      output.writeBoolean(wish.wasTransmitted());
    }
    output.writeBoolean(session.isLeaving());
  }

  private static SavedSession readBody(DataInputStream input, int version) throws IOException {
    SavedSession.Builder session = SavedSession.builder();
    String token = readNullable(input);
    session.identity(token, readString(input));
    session.name(readNullable(input));
    session.joinRequestId(readNullable(input));
    session.lastStreamNumber(input.readLong());
    for (int left = input.readInt(); left > 0; left--) {
      session.addCursor(readString(input), readString(input), input.readLong());
    }
    for (int left = input.readInt(); left > 0; left--) {
      String id = readString(input);
      Target target = Target.of(Target.Kind.valueOf(readString(input)), readString(input));
      session.addMessage(id, target, readString(input), input.readBoolean());
    }
    for (int left = input.readInt(); left > 0; left--) {
      session.addRoom(
          readString(input), input.readBoolean(), version == FIRST_VERSION || input.readBoolean());
    }
    session.leaving(version > FIRST_VERSION && input.readBoolean());
    return session.build();
  }

  private static void writeString(DataOutputStream output, @Nullable String text)
      throws IOException {
    if (text == null) {
      output.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  private static String readString(DataInputStream input) throws IOException {
    String text = readNullable(input);
    if (text == null) {
      throw new IOException("a string is missing");
    }
    return text;
  }

  private static @Nullable String readNullable(DataInputStream input) throws IOException {
    int length = input.readInt();
    if (length < 0) {
      return null;
    }
    if (length > input.available()) {
      throw new IOException("a string is longer than the remaining bytes");
    }
    byte[] bytes = new byte[length];
    input.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long checksum(byte[] bytes, int from) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, from, bytes.length - from);
    return checksum.getValue();
  }
}
