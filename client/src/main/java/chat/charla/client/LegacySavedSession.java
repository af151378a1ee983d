package chat.charla.client;

import chat.charla.client.wire.SavedState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of a {@link SavedSession} of version 1 or 2, which was not a protobuf message.
 * Numbers are big-endian. A string is its length in bytes (-1 for null), then its bytes in UTF-8. A
 * list is its length, then its elements.
 *
 * <p>Version 1 lacks two values: whether the session is being left (this class assumes false), and
 * whether a room command was transmitted (it assumes true).
 */
final class LegacySavedSession {
  private static final int FIRST_VERSION = 1;

  private LegacySavedSession() {}

  /**
   * Reads the content.
   *
   * @throws IOException if the content is damaged
   */
  static SavedState read(DataInputStream input, int version) throws IOException {
    SavedState.Builder state = SavedState.newBuilder();
    String token = readNullable(input);
    if (token != null) {
      state.setToken(token);
    }
    state.setUserId(readString(input));
    String name = readNullable(input);
    if (name != null) {
      state.setName(name);
    }
    String joinRequestId = readNullable(input);
    if (joinRequestId != null) {
      state.setJoinRequestId(joinRequestId);
    }
    state.setLastStreamNumber(input.readLong());
    for (int left = input.readInt(); left > 0; left--) {
      state.addCursors(
          SavedState.Cursor.newBuilder()
              .setRoom(readString(input))
              .setEpoch(readString(input))
              .setAfterSequence(input.readLong()));
    }
    for (int left = input.readInt(); left > 0; left--) {
      SavedState.Message.Builder message =
          SavedState.Message.newBuilder().setClientMessageId(readString(input));
      readTarget(input, message);
      state.addMessages(message.setText(readString(input)).setTransmitted(input.readBoolean()));
    }
    for (int left = input.readInt(); left > 0; left--) {
      state.addRoomCommands(
          SavedState.RoomCommand.newBuilder()
              .setRoom(readString(input))
              .setEnter(input.readBoolean())
              .setTransmitted(version == FIRST_VERSION || input.readBoolean()));
    }
    return state.setLeaving(version > FIRST_VERSION && input.readBoolean()).build();
  }

  private static void readTarget(DataInputStream input, SavedState.Message.Builder message)
      throws IOException {
    String kind = readString(input);
    String value = readString(input);
    switch (kind) {
      case "ROOM" -> message.setRoom(value);
      case "USER_ID" -> message.setUserId(value);
      case "USER_NAME" -> message.setUserName(value);
      default -> throw new IOException("a message to an unknown kind of target");
    }
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
}
