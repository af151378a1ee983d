package chat.charla.server.process;

import chat.charla.testkit.Patience;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.Open;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber to the lobby that stops and resumes reading when the test says so. It checks the
 * order of the events, and computes a checksum from their bytes, because it takes too long to parse
 * six million events.
 *
 * <p>Its state belongs to the thread of its connection.
 */
final class SlowReader extends ClientCall.Listener<byte[]> {
  private static final String ROOM = "lobby";
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  private final ClientCall<ConverseRequest, byte[]> call;
  private final CompletableFuture<Long> firstFault = new CompletableFuture<>();
  private final CRC32 checksum = new CRC32();
  private long sequence;
  private long wanted;
  private CompletableFuture<Long> arrived = new CompletableFuture<>();
  private volatile boolean reading = true;

  private SlowReader(ClientCall<ConverseRequest, byte[]> call) {
    this.call = call;
  }

  /** A subscriber that reads until {@link #stop}. */
  static SlowReader open(Channel channel) {
    ClientCall<ConverseRequest, byte[]> call =
        channel.newCall(
            LeanMarshaller.receivingBytes(ChatServiceGrpc.getConverseMethod()),
            CallOptions.DEFAULT);
    SlowReader reader = new SlowReader(call);
    call.start(reader, new Metadata());
    call.sendMessage(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
    call.request(1);
    return reader;
  }

  /** Stops reading, except for one message that may already be requested. */
  void stop() {
    reading = false;
  }

  /** The sequence of the last received event. */
  synchronized long position() {
    return sequence;
  }

  void resume() {
    reading = true;
    call.request(1);
  }

  /**
   * Completes when this reader has received all events up to this sequence, with their checksum.
   */
  synchronized CompletableFuture<Long> upTo(long last) {
    wanted = last;
    arrived = new CompletableFuture<>();
    var unused = firstFault.whenComplete((none, fault) -> arrived.completeExceptionally(fault));
    completeIfArrived();
    return arrived.orTimeout(4 * Patience.SECONDS, TimeUnit.SECONDS);
  }

  void cancel() {
    call.cancel("the test is over", null);
  }

  @Override
  public void onMessage(byte[] frame) {
    try {
      read(frame);
    } catch (IOException | AssertionError e) {
      firstFault.completeExceptionally(e);
    }
    if (reading) {
      call.request(1);
    }
  }

  @Override
  public void onClose(Status status, @Nullable Metadata trailers) {
    firstFault.completeExceptionally(new AssertionError("ended with " + status));
  }

  private synchronized void read(byte[] frame) throws IOException {
    CodedInputStream response = CodedInputStream.newInstance(frame);
    for (int tag = response.readTag(); tag != 0; tag = response.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == ConverseResponse.GAP_FIELD_NUMBER
          || field == ConverseResponse.CLOSING_FIELD_NUMBER) {
        throw new AssertionError("not expected: " + ConverseResponse.parseFrom(frame));
      }
      if (field == ConverseResponse.BATCH_FIELD_NUMBER) {
        int length = response.readRawVarint32();
        int end = response.pushLimit(length);
        int events = readBatch(response, frame);
        if (length > MAX_BATCH_BYTES && events > 1) {
          throw new AssertionError("a batch of " + length + " bytes");
        }
        response.popLimit(end);
      } else {
        response.skipField(tag);
      }
    }
    completeIfArrived();
  }

  /** Returns the number of events. */
  private int readBatch(CodedInputStream batch, byte[] frame) throws IOException {
    int events = 0;
    for (int tag = batch.readTag(); tag != 0; tag = batch.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != EventBatch.EVENTS_FIELD_NUMBER) {
        throw new AssertionError("not an event: tag " + tag);
      }
      int length = batch.readRawVarint32();
      int start = batch.getTotalBytesRead();
      int end = batch.pushLimit(length);
      long found = sequence(batch);
      batch.popLimit(end);
      events++;
      if (found == 0) {
        continue; // an ephemeral event
      }
      if (found != sequence + 1) {
        throw new AssertionError(found + " after " + sequence);
      }
      sequence = found;
      checksum.update(frame, start, length);
    }
    return events;
  }

  private static long sequence(CodedInputStream event) throws IOException {
    long found = 0;
    for (int tag = event.readTag(); tag != 0; tag = event.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Event.SEQUENCE_FIELD_NUMBER -> found = event.readInt64();
        case Event.ROOM_FIELD_NUMBER -> {
          if (!event.readString().equals(ROOM)) {
            throw new AssertionError("not of this room");
          }
        }
        default -> event.skipField(tag);
      }
    }
    return found;
  }

  private void completeIfArrived() {
    if (wanted > 0 && sequence >= wanted) {
      arrived.complete(checksum.getValue());
    }
  }
}
