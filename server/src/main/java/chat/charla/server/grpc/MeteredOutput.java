package chat.charla.server.grpc;

import io.grpc.ServerStreamTracer;

/**
 * Counts the bytes that were written for one call and have not been sent yet. Thread-safe, except
 * {@link #limitUnsent}.
 *
 * <p>This class is the superclass of {@link MeteredCall}, and not a separate object, because each
 * write to each member of a room changes these numbers. Java puts the fields of a superclass at the
 * beginning of the object, so the processor loads them into its cache together with the object's
 * header, which gRPC's call needs.
 */
abstract class MeteredOutput extends ServerStreamTracer {
  /**
   * The unsent bytes of a stream are charged in multiples of this many bytes. So only a few writes
   * change the shares, which all event loops use. A stream is never charged for fewer bytes than
   * are unsent. After a check ({@link MeteredConnection}), the excess charge is less than one step.
   * Between two checks the charge does not fall, even if an earlier, larger write has been sent.
   */
  static final int STEP_BYTES = 2 * 1024;

  /** A stream that is charged for at most this many unsent bytes is checked less often. */
  static final int SMALL_BYTES = 16 * 1024;

  /**
   * With this many unsent bytes, gRPC reports a stream as not ready, so the stream gets no events.
   */
  private static final int READY_BYTES = 32 * 1024;

  private volatile boolean streaming;

  // Guarded by this.

  /** The number of bytes that have not been sent; it may be too high, but never too low. */
  private long unsent;

  /** The bytes that the call is charged with for unsent data; not less than {@link #unsent}. */
  private long charged;

  /** The largest number of bytes of earlier writes that can still be unsent at the next write. */
  private long maxUnsentBefore = Long.MAX_VALUE;

  /** The bytes that were charged for an answer that is not written yet. */
  private long reserved;

  /** How many bytes were written for the call in total, and how many of these were sent. */
  private long written;

  private long sent;

  /** Charges the call for more bytes. A negative number releases bytes. */
  abstract void charge(long more);

  /** Releases bytes that the call was charged for. */
  abstract void release(long fewer);

  /**
   * Called when a stream is charged for more unsent bytes than before.
   *
   * @param small whether the stream is charged for at most {@link #SMALL_BYTES}
   */
  abstract void chargeGrew(boolean small);

  @Override
  public final void serverCallStarted(ServerCallInfo<?, ?> call) {
    streaming = !call.getMethodDescriptor().getType().serverSendsOneMessage();
    if (streaming) {
      limitUnsent(READY_BYTES);
    }
  }

  final boolean isStreaming() {
    return streaming;
  }

  /**
   * Sets the largest number of bytes of earlier writes that can still be unsent at the next writes.
   * Only the thread that writes may call this method.
   */
  final void limitUnsent(long bytes) {
    maxUnsentBefore = bytes;
  }

  /** Records that the call was charged in advance for an answer of this many bytes. */
  final synchronized void reserved(long bytes) {
    reserved += bytes;
  }

  final synchronized boolean hasReserved() {
    return reserved > 0;
  }

  /**
   * Charges bytes that gRPC is about to send. gRPC does not say when they have been sent, so the
   * charge falls only in {@link #releaseExcess}.
   */
  @Override
  public final void outboundWireSize(long bytes) {
    long before;
    long after;
    long more;
    synchronized (this) {
      written += bytes;
      unsent = Math.min(unsent, maxUnsentBefore) + bytes;
      before = charged;
      after = Math.max(before, roundUp(unsent));
      more = after - before - reserved;
      charged = after;
      reserved = 0;
    }
    if (more != 0) {
      charge(more);
    }
    if (streaming && after > before) {
      chargeGrew(after <= SMALL_BYTES);
    }
  }

  /** Sets how many written bytes have been sent, as the peer's window shows. */
  final void sent(long total) {
    synchronized (this) {
      unsent -= Math.min(unsent, total - sent);
      sent = total;
    }
    releaseExcess();
  }

  /** Records that gRPC holds no written bytes any more. */
  final void setAllSent() {
    synchronized (this) {
      unsent = 0;
    }
    releaseExcess();
  }

  /** Records that the first {@code total} of all written bytes have been sent. */
  final void setSentUntil(long total) {
    synchronized (this) {
      unsent = Math.min(unsent, written - total);
    }
    releaseExcess();
  }

  /** Releases the charge that exceeds the unsent bytes. */
  final void releaseExcess() {
    long excess;
    synchronized (this) {
      excess = charged - roundUp(unsent);
      charged -= excess;
    }
    if (excess != 0) {
      release(excess);
    }
  }

  /**
   * The charge for this many unsent bytes: for a stream, the next multiple of {@link #STEP_BYTES}.
   */
  private long roundUp(long bytes) {
    return streaming ? (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES : bytes;
  }

  /** The bytes that the call is charged with for unsent data. */
  final synchronized long charged() {
    return charged;
  }

  final synchronized long written() {
    return written;
  }

  /** How many written bytes have not been sent; the number may be too high, but never too low. */
  final synchronized long unsent() {
    return unsent;
  }
}
