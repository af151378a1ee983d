package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.MessagePosted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the messages of one room from event batches without copying: the sequence of each message,
 * and the number in its text. Parsing batches into objects would cost the load generator more CPU
 * time than the server needs to send them.
 */
final class EventScanner {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private static final int BATCH = tag(ConverseResponse.BATCH_FIELD_NUMBER, LENGTH_DELIMITED);
  private static final int EVENTS = tag(EventBatch.EVENTS_FIELD_NUMBER, LENGTH_DELIMITED);
  private static final int ROOM = tag(Event.ROOM_FIELD_NUMBER, LENGTH_DELIMITED);
  private static final int SEQUENCE = tag(Event.SEQUENCE_FIELD_NUMBER, VARINT);
  private static final int POSTED = tag(Event.MESSAGE_POSTED_FIELD_NUMBER, LENGTH_DELIMITED);
  private static final int TEXT = tag(MessagePosted.TEXT_FIELD_NUMBER, LENGTH_DELIMITED);

  /** The number of a durable event that is no message. */
  static final long NO_MESSAGE = -2;

  private static final long NO_NUMBER = -1;

  /** Receives each durable event of the room. The number of a message is that in its text. */
  @FunctionalInterface
  interface Messages {
    void message(long sequence, long number);
  }

  private final byte[] room;
  private final Messages messages;
  private byte[] bytes = {};
  private int at;

  EventScanner(String room, Messages messages) {
    this.room = room.getBytes(StandardCharsets.UTF_8);
    this.messages = messages;
  }

  /** Whether this {@code ConverseResponse} is a batch and nothing else. */
  static boolean isBatch(byte[] bytes, int from, int to) {
    return from < to && bytes[from] == BATCH;
  }

  /** Reads a {@code ConverseResponse} that is a batch. */
  void scan(byte[] response, int from, int to) {
    bytes = response;
    at = from + 1;
    int batchEnd = length(to);
    if (batchEnd != to) {
      throw new BenchFailure("a response with more than a batch");
    }
    while (at < to) {
      int tag = varint();
      if (tag == EVENTS) {
        event(length(to));
      } else {
        skip(tag, to);
      }
    }
  }

  private void event(int end) {
    boolean ofRoom = room.length == 0;
    long sequence = 0;
    long number = NO_MESSAGE;
    while (at < end) {
      int tag = varint();
      if (tag == SEQUENCE) {
        sequence = longVarint();
      } else if (tag == ROOM) {
        int roomEnd = length(end);
        ofRoom = Arrays.equals(bytes, at, roomEnd, room, 0, room.length);
        at = roomEnd;
      } else if (tag == POSTED) {
        number = number(length(end));
      } else {
        skip(tag, end);
      }
    }
    if (ofRoom && sequence > 0) {
      messages.message(sequence, number);
    }
  }

  private long number(int end) {
    long number = NO_NUMBER;
    while (at < end) {
      int tag = varint();
      if (tag == TEXT) {
        int textEnd = length(end);
        number = Texts.number(bytes, at);
        at = textEnd;
      } else {
        skip(tag, end);
      }
    }
    return number;
  }

  private void skip(int tag, int end) {
    switch (tag & 7) {
      case VARINT -> longVarint();
      case FIXED_64 -> at += Long.BYTES;
      case LENGTH_DELIMITED -> at = length(end);
      case FIXED_32 -> at += Integer.BYTES;
      default -> throw new BenchFailure("not a protobuf message");
    }
  }

  /** Reads a length, and returns the index of the end of the field. */
  private int length(int end) {
    int length = varint();
    if (length < 0 || length > end - at) {
      throw new BenchFailure("a field is longer than its message");
    }
    return at + length;
  }

  private int varint() {
    byte first = bytes[at];
    if (first >= 0) {
      at++;
      return first;
    }
    return Math.toIntExact(longVarint());
  }

  private long longVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BenchFailure("a varint is too long");
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }
}
