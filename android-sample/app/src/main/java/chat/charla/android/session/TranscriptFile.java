package chat.charla.android.session;

import chat.charla.android.conversation.CompactedFacts;
import chat.charla.android.conversation.FactReceiver;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32;

/**
 * The transcript: an append-only file with the facts of one identity. Each fact is a record, which
 * consists of its length, its CRC-32 and its content.
 *
 * <p>Appends are not synced. The written records survive the end of the process. If the device
 * stops, the last records may be missing. The cursors in the file are then older, so the server
 * delivers the missing events again. After a failed write, nothing more is appended. Otherwise a
 * later event would move the cursor past the event that is missing in the file, and the server
 * would not deliver the missing event again.
 *
 * <p>The session's thread owns this object.
 */
final class TranscriptFile implements FactReceiver, AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger(TranscriptFile.class.getName());

  private static final int IDENTITY = 0;
  private static final int EVENT = 1;
  private static final int GAP = 2;
  private static final int ENTERED = 3;
  private static final int LEFT = 4;
  private static final int OPENED = 5;
  private static final int FAILED = 6;
  private static final int FORGOTTEN = 7;
  private static final int READ = 8;

  /**
   * The maximum length of a record, in bytes. All records are much shorter, so a larger length
   * means that the file is damaged.
   */
  private static final int MAX_LENGTH = 16 * 1024 * 1024;

  /** When a file with more facts than this is opened, its compacted facts replace it. */
  private static final int MAX_FACTS = 4_000;

  /** Writes the content of a fact. */
  private interface Content {
    void writeTo(DataOutputStream output) throws IOException;
  }

  private final File file;
  private final FileOutputStream output;
  private boolean broken;

  private TranscriptFile(File file, boolean append) throws IOException {
    this.file = file;
    this.output = new FileOutputStream(file, append);
  }

  /**
   * Opens the transcript of this identity, and passes its facts to {@code compacted}. If the file
   * is the transcript of another identity, a new transcript replaces it, which starts with the
   * failed messages of the other identity.
   */
  static TranscriptFile open(File file, String userId, CompactedFacts compacted)
      throws IOException {
    File unfinished = new File(file.getPath() + ".new");
    Reading reading = new Reading(userId, compacted);
    long end = reading.read(file);
    if (reading.isOfAnotherIdentity() || reading.facts > MAX_FACTS) {
      try (TranscriptFile copy = new TranscriptFile(unfinished, false)) {
        copy.begin(userId);
        compacted.replayTo(copy);
        copy.finish(file);
      }
    } else if (end < file.length()) {
      LOGGER.fine("the last record of the transcript was incomplete");
      try (FileOutputStream torn = new FileOutputStream(file, true)) {
        torn.getChannel().truncate(end);
      }
    }
    TranscriptFile transcript = new TranscriptFile(file, true);
    if (file.length() == 0) {
      transcript.begin(userId);
    }
    return transcript;
  }

  @Override
  public void onEvent(Event event) {
    append(EVENT, event::writeTo);
  }

  @Override
  public void onGap(Gap gap) {
    append(GAP, gap::writeTo);
  }

  @Override
  public void onTimelineFollowed(TimelineState timeline) {
    append(ENTERED, timeline::writeTo);
  }

  @Override
  public void onRoomLeft(String room) {
    append(LEFT, content -> content.writeUTF(room));
  }

  @Override
  public void onPrivateOpened(User partner) {
    append(OPENED, partner::writeTo);
  }

  @Override
  public void onMessageFailed(FailedMessage message) {
    append(
        FAILED,
        content -> {
          content.writeUTF(message.clientMessageId());
          writeTarget(content, message.target());
          content.writeUTF(message.kind().name());
          byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
          content.writeInt(text.length);
          content.write(text);
          message.error().writeTo(content);
        });
  }

  @Override
  public void onMessageForgotten(String clientMessageId) {
    append(FORGOTTEN, content -> content.writeUTF(clientMessageId));
  }

  @Override
  public void onRead(Target conversation, long sequence) {
    append(
        READ,
        content -> {
          writeTarget(content, conversation);
          content.writeLong(sequence);
        });
  }

  @Override
  public void close() {
    try {
      output.close();
    } catch (IOException unimportant) {
      LOGGER.log(Level.WARNING, "closing the transcript failed", unimportant);
    }
  }

  private void begin(String userId) {
    append(IDENTITY, content -> content.writeUTF(userId));
  }

  /** Replaces the target file by this file, atomically. */
  private void finish(File target) throws IOException {
    if (broken) {
      throw new IOException("the transcript cannot be written");
    }
    output.getFD().sync();
    if (!file.renameTo(target)) {
      throw new IOException("the transcript cannot be replaced");
    }
  }

  private void append(int kind, Content content) {
    if (broken) {
      return;
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(bytes);
      data.writeByte(kind);
      content.writeTo(data);
      byte[] record = bytes.toByteArray();
      ByteArrayOutputStream framed = new ByteArrayOutputStream(record.length + 8);
      DataOutputStream frame = new DataOutputStream(framed);
      frame.writeInt(record.length);
      frame.writeInt(checksum(record));
      frame.write(record);
      output.write(framed.toByteArray());
    } catch (IOException failure) {
      broken = true;
      LOGGER.log(Level.SEVERE, "the transcript cannot be written until the next start", failure);
    }
  }

  private static int checksum(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record, 0, record.length);
    return (int) crc.getValue();
  }

  private static void writeTarget(DataOutputStream output, Target target) throws IOException {
    output.writeUTF(target.kind().name());
    output.writeUTF(target.value());
  }

  /** Reads the facts of a file. */
  private static final class Reading {
    private final String userId;
    private final CompactedFacts compacted;
    private String foundUserId = "";
    private int facts;

    /**
     * Receives the facts. For the transcript of this identity, it is {@code compacted}. For the
     * transcript of another identity, it is a separate object, and {@code compacted} gets only the
     * failed messages of that object.
     */
    private CompactedFacts receiver;

    Reading(String userId, CompactedFacts compacted) {
      this.userId = userId;
      this.compacted = compacted;
      this.receiver = compacted;
    }

    boolean isOfAnotherIdentity() {
      return facts > 0 && !foundUserId.equals(userId);
    }

    /**
     * Reads the records up to the first incomplete or damaged one, and returns the length in bytes
     * of the records read.
     */
    long read(File file) throws IOException {
      long end = 0;
      if (!file.exists()) {
        return end;
      }
      try (DataInputStream input =
          new DataInputStream(new BufferedInputStream(new FileInputStream(file)))) {
        while (true) {
          int length = input.readInt();
          int checksum = input.readInt();
          if (length < 1 || length > MAX_LENGTH || length > file.length() - end) {
            break;
          }
          byte[] record = new byte[length];
          input.readFully(record);
          if (checksum(record) != checksum) {
            break;
          }
          take(record);
          end += length + 8L;
        }
      } catch (EOFException torn) {
        // The process or the device stopped during a write.
      }
      if (isOfAnotherIdentity()) {
        receiver
            .failedMessages()
            .forEach(failed -> compacted.onMessageFailed(failed.afterIdentityEnded()));
      }
      return end;
    }

    private void take(byte[] record) throws IOException {
      DataInputStream content = new DataInputStream(new ByteArrayInputStream(record));
      facts++;
      switch (content.readByte()) {
        case IDENTITY -> {
          foundUserId = content.readUTF();
          receiver = foundUserId.equals(userId) ? compacted : new CompactedFacts(foundUserId);
        }
        case EVENT -> receiver.onEvent(Event.parseFrom(content));
        case GAP -> receiver.onGap(Gap.parseFrom(content));
        case ENTERED -> receiver.onTimelineFollowed(TimelineState.parseFrom(content));
        case LEFT -> receiver.onRoomLeft(content.readUTF());
        case OPENED -> receiver.onPrivateOpened(User.parseFrom(content));
        case FAILED -> receiver.onMessageFailed(readFailed(content));
        case FORGOTTEN -> receiver.onMessageForgotten(content.readUTF());
        case READ -> receiver.onRead(readTarget(content), content.readLong());
        default -> {
          // A newer version of the app has written this record. This version skips it.
        }
      }
    }

    private static FailedMessage readFailed(DataInputStream content) throws IOException {
      String id = content.readUTF();
      Target target = readTarget(content);
      FailedMessage.Kind kind = FailedMessage.Kind.valueOf(content.readUTF());
      byte[] text = new byte[content.readInt()];
      content.readFully(text);
      Error error = Error.parseFrom(content);
      return new FailedMessage(id, target, new String(text, StandardCharsets.UTF_8), kind, error);
    }

    private static Target readTarget(DataInputStream content) throws IOException {
      boolean room = content.readUTF().equals(Target.Kind.ROOM.name());
      String value = content.readUTF();
      return room ? Target.room(value) : Target.user(value);
    }
  }
}
