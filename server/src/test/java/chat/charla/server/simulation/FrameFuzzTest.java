package chat.charla.server.simulation;

import chat.charla.testkit.Seeds;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.MessageLite;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Valid requests with mistakes in them, from a seed. A failure names the seed and the input; {@code
 * -Dcharla.seed=SEED} runs the same again.
 */
@Tag("seeds")
class FrameFuzzTest {
  private static final int SEEDS = 10;
  private static final int INPUTS = 1000;
  private static final int MOST_MISTAKES = 4;

  private static final int JOIN = 0;
  private static final int SEND = 1;
  private static final int MESSAGES = 2;
  private static final int USERS = 3;
  private static final int CONVERSE = 5;

  private static final SendMessageRequest MESSAGE =
      SendMessageRequest.newBuilder()
          .setRoom("lobby")
          .setText("¡hola! 👋")
          .setClientMessageId("m-1")
          .build();

  private static final List<byte[]> RIGHT =
      List.of(
          input(JOIN, JoinRequest.newBuilder().setName("Luis").setRequestId("r").build()),
          input(SEND, MESSAGE),
          input(SEND, MESSAGE.toBuilder().setUserName("Ana").build()),
          input(
              MESSAGES,
              ListMessagesRequest.newBuilder()
                  .setRoom("lobby")
                  .setAfterSequence(0)
                  .setPageSize(3)
                  .build()),
          input(USERS, ListUsersRequest.newBuilder().setRoom("lobby").setPageSize(3).build()),
          input(
              CONVERSE,
              ConverseRequest.newBuilder()
                  .setOpen(
                      Open.newBuilder()
                          .setStreamNumber(7)
                          .setBacklog(3)
                          .setDrainOnHalfClose(true)
                          .addCursors(Cursor.newBuilder().setRoom("lobby").setAfterSequence(1)))
                  .build(),
              ConverseRequest.newBuilder().setRequestId("a").setSendMessage(MESSAGE).build(),
              ConverseRequest.newBuilder()
                  .setRequestId("b")
                  .setEnterRoom(EnterRoom.newBuilder().setRoom("kitchen"))
                  .build(),
              ConverseRequest.newBuilder()
                  .setRequestId("c")
                  .setLeaveRoom(LeaveRoom.newBuilder().setRoom("kitchen"))
                  .build()));

  @Test
  @Tag("fault:fuzz-frames")
  void anyInputIsAnsweredAndTheNextCallIsServed() {
    int run = Seeds.forEach(FrameFuzzTest.class, SEEDS, FrameFuzzTest::requireServed);
    System.out.printf("frames: %d inputs%n", run * INPUTS);
  }

  private static void requireServed(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = RIGHT.get(random.nextInt(RIGHT.size()));
      for (int mistake = random.nextInt(MOST_MISTAKES + 1); mistake > 0; mistake--) {
        input = withMistake(random, input);
      }
      try {
        FrameFuzz.fuzzerTestOneInput(input);
      } catch (RuntimeException | Error failure) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), failure);
      }
    }
  }

  private static byte[] withMistake(Random random, byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    byte[] changed = input.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt();
      case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xff : 0);
      case 3 -> changed = Arrays.copyOf(input, at);
      case 4 -> changed = spliced(random, input, at, RIGHT.get(random.nextInt(RIGHT.size())));
      default -> changed = spliced(random, input, at, input);
    }
    return changed;
  }

  /** The beginning of one input and the end of another. */
  private static byte[] spliced(Random random, byte[] first, int at, byte[] second) {
    int from = random.nextInt(second.length);
    byte[] joined = Arrays.copyOf(first, at + second.length - from);
    System.arraycopy(second, from, joined, at, second.length - from);
    return joined;
  }

  private static byte[] input(int method, MessageLite... messages) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(method);
    for (MessageLite message : messages) {
      input.write(message.getSerializedSize());
      input.writeBytes(message.toByteArray());
    }
    return input.toByteArray();
  }
}
