package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Open;
import org.jspecify.annotations.Nullable;

/**
 * One command of a stream, from its arrival until it is answered.
 *
 * <p>A command may wait for a change of rooms, and a client that reads slowly can delay that change
 * without limit. So if the server will refuse the command, this object keeps only what the answer
 * needs.
 *
 * @param request the command to carry out
 * @param open how this command opens the stream if the stream is not open yet; null if the command
 *     is not an {@code Open}, or not the stream's first command
 * @param refusal the reason to refuse the command regardless of its content; null if there is none
 * @param heldBytes the memory that the command takes until it is answered, in bytes
 */
record StreamCommand(
    ConverseRequest request,
    @Nullable OpenCommand open,
    @Nullable Refusal refusal,
    long heldBytes) {
  /** The memory of a command's objects without its texts, rounded up, in bytes. */
  private static final int OBJECT_BYTES = 512;

  private StreamCommand(
      ConverseRequest request, @Nullable OpenCommand open, @Nullable Refusal refusal) {
    this(request, open, refusal, heldBytes(request, open));
  }

  /**
   * Creates a command that has arrived.
   *
   * @param first whether this is the stream's first command
   * @param known the reason to refuse the command that the transport has found; null if there is
   *     none
   */
  static StreamCommand of(ConverseRequest request, boolean first, @Nullable Refusal known) {
    Refusal refusal = known == null ? RequestIds.refusal(request.getRequestId()) : known;
    if (refusal == null && !request.hasOpen()) {
      return new StreamCommand(request, null, null);
    }
    ConverseRequest.Builder kept =
        ConverseRequest.newBuilder().setRequestId(RequestIds.truncated(request.getRequestId()));
    if (!request.hasOpen()) {
      return new StreamCommand(kept.build(), null, refusal);
    }
    OpenCommand open = null;
    if (first) {
      open = refusal == null ? OpenCommand.of(request.getOpen()) : OpenCommand.refused(refusal);
    }
    return new StreamCommand(kept.setOpen(Open.getDefaultInstance()).build(), open, refusal);
  }

  /** Whether the command adds or removes a membership. */
  boolean changesRooms() {
    return request.hasEnterRoom() || request.hasLeaveRoom();
  }

  boolean leavesRoom() {
    return request.hasLeaveRoom();
  }

  /** This command on a stream that is open already. */
  StreamCommand withoutOpen() {
    return new StreamCommand(request, null, refusal, heldBytes);
  }

  /** The memory that a command takes, in bytes. A byte of a text may take two bytes in memory. */
  private static long heldBytes(ConverseRequest request, @Nullable OpenCommand open) {
    long opened = open == null ? 0 : open.heldBytes();
    return OBJECT_BYTES + 2L * request.getSerializedSize() + opened;
  }
}
