package chat.charla.server.grpc;

import chat.charla.server.memory.CallMemory;
import chat.charla.server.memory.CallStanding;
import chat.charla.server.memory.MemoryAccount;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.memory.Scope;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the memory that the server holds for one call, from the headers to the end of the call:
 * requests, an answer that is being built, and written data that has not been sent yet.
 *
 * <p>This object is the call's tracer, which gRPC calls. Owned by the event loop of the call's
 * connection, except for the methods marked for any thread.
 */
final class MeteredCall extends MeteredOutput implements CallMemory {
  /** What a call needs from its connection. */
  interface Owner {
    /** Opens the memory account of a call with these headers. */
    MemoryAccount openAccount(Metadata headers, MemoryAccount.Holder holder);

    /** Schedules a check of the calls' progress, unless a check is already scheduled. */
    void scheduleCheck();

    /** Like {@link #scheduleCheck}, for any thread. */
    void scheduleCheckFromAnyThread();

    /**
     * Like {@link #scheduleCheckFromAnyThread}, but with a longer delay, for a call that holds
     * little memory.
     */
    void scheduleRareCheck();

    /** Logs that the server has refused a call because this share has no room. For any thread. */
    void logRefusal(MemoryShare full);

    /**
     * Releases the charge for data that has been sent. If this frees nothing and {@code necessary}
     * returns true, aborts the call. Then runs {@code done}. For any thread.
     */
    void free(MeteredCall call, BooleanSupplier necessary, Runnable done);

    /** Removes a call that has ended. For any thread. */
    void forget(MeteredCall call);
  }

  /** The memory that gRPC uses for an open call, in bytes. */
  static final int CALL_BYTES = 4 * 1024;

  /**
   * A call is {@link CallStanding#STALLED} after this time without progress, and {@link
   * CallStanding#STRANGER} after this time without a session.
   */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Context.Key<MeteredCall> CURRENT = Context.key("metered-call");

  private final Owner connection;
  private final int id;
  private final MemoryAccount account;
  private final MeteredRequests requests = new MeteredRequests();

  private long markedWritten;

  private final AnswerProgress answer = new AnswerProgress();
  private final SendWindow window = new SendWindow();

  private final long startedAt = System.nanoTime();
  private volatile boolean proven;
  private volatile boolean stalled;
  private volatile long idleNanos;
  private volatile boolean aborted;

  // Guarded by this.
  private int uses;
  private boolean ended;

  MeteredCall(Owner connection, int id, Metadata headers) {
    this.connection = connection;
    this.id = id;
    this.account = connection.openAccount(headers, new Holder());
    boolean counted = false;
    try {
      account.add(CALL_BYTES);
      counted = true;
    } finally {
      if (!counted) {
        account.close();
      }
    }
  }

  /** The budget's view of the call. */
  private final class Holder implements MemoryAccount.Holder {
    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      connection.free(MeteredCall.this, necessary, done);
    }

    @Override
    public CallStanding standing() {
      if (isInUse()) {
        return CallStanding.BUILDING;
      }
      if (!proven && System.nanoTime() - startedAt >= IDLE_NANOS) {
        return CallStanding.STRANGER;
      }
      return stalled ? CallStanding.STALLED : CallStanding.SERVED;
    }

    @Override
    public long idleNanos() {
      return idleNanos;
    }
  }

  /** The object that counts the memory of the current call; null if this memory is not counted. */
  static @Nullable MeteredCall current() {
    return CURRENT.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CURRENT, this);
  }

  /** The id of the call's HTTP/2 stream. */
  int id() {
    return id;
  }

  /** The caller's address, for the log; may be empty. */
  String owner() {
    return account.owner();
  }

  /** The memory that the call holds, in bytes. For any thread. */
  long bytes() {
    return account.bytes();
  }

  /** Charges bytes of a request that have arrived. Returns whether a share is exceeded. */
  boolean chargeArrived(int bytes, long now) {
    account.add(requests.arrived(bytes, now));
    return account.isExceeded();
  }

  /** Whether a share is still exceeded. If so, a call is aborted to free memory. */
  boolean isStillExceeded() {
    return account.isStillExceeded();
  }

  /**
   * Called when gRPC begins to decode a message. The first bytes of the message may have arrived
   * earlier, because gRPC decodes a message only when the previous one has been read.
   */
  @Override
  public void inboundMessage(int number) {
    requests.messageBegins(System.nanoTime());
    connection.scheduleCheck();
  }

  /**
   * Keeps the request of a unary call charged until the call has ended, with twice its bytes, since
   * one byte of text may take two bytes in memory.
   */
  @Override
  public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
    long held = requests.messageRead(wireBytes);
    if (isStreaming()) {
      account.release(held);
    } else {
      account.add(wireBytes);
    }
  }

  /** Charges the memory of a command until the command is answered. */
  void chargeCommand(long bytes) {
    account.add(bytes);
  }

  void releaseCommand(long bytes) {
    account.release(bytes);
  }

  /** For any thread. */
  @Override
  public Optional<Scope> reserve(long bytes) {
    if (hasEnded()) {
      return Optional.of(Scope.CONNECTION);
    }
    Optional<MemoryShare> exceeded = account.reserve(bytes);
    if (exceeded.isPresent()) {
      connection.logRefusal(exceeded.get());
      return exceeded.map(MemoryShare::scope);
    }
    reserved(bytes);
    return Optional.empty();
  }

  @Override
  void charge(long more) {
    account.add(more);
  }

  @Override
  void release(long fewer) {
    account.release(fewer);
  }

  @Override
  void chargeGrew(boolean small) {
    if (small && !account.isMostlyUsed()) {
      connection.scheduleRareCheck();
    } else {
      connection.scheduleCheckFromAnyThread();
    }
  }

  /** Remembers how many bytes have been written so far. */
  void markWritten() {
    markedWritten = written();
  }

  /** How many bytes had been written at the last {@link #markWritten}; 0 before. */
  long markedWritten() {
    return markedWritten;
  }

  /** Records that the call has presented a valid session. For any thread. */
  void proven() {
    proven = true;
  }

  /**
   * Updates the progress of the call.
   *
   * @param nowSent how many bytes of this call the server has sent in total
   * @param open whether the peer's window for this call is open
   * @param connectionSends whether the server has sent anything on the connection since the last
   *     update
   */
  void updateProgress(long now, long nowSent, boolean open, boolean connectionSends) {
    answer.update(now, nowSent, open, connectionSends);
    idleNanos = answer.hasStopped(now, IDLE_NANOS) ? answer.idleNanos(now) : 0;
    stalled = idleNanos > 0 || requests.hasStopped(now, IDLE_NANOS);
    if (!isStreaming()) {
      sent(nowSent);
    }
  }

  /** Records that the server has ended the call. For any thread. */
  void ended(long now) {
    answer.end(now);
    if (isStreaming()) {
      connection.scheduleCheckFromAnyThread();
    }
  }

  /** For any thread. */
  @Override
  public Runnable keepCharged() {
    synchronized (this) {
      uses++;
    }
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        endUse();
      }
    };
  }

  private void endUse() {
    boolean last;
    synchronized (this) {
      uses--;
      last = ended && uses == 0;
    }
    if (last) {
      account.close();
    }
  }

  /** For any thread. */
  @Override
  public void streamClosed(Status status) {
    close();
    connection.forget(this);
  }

  /** Records that the server has aborted the call, and releases the call's memory. */
  void abort() {
    aborted = true;
    close();
  }

  /** Whether the server has aborted the call. For any thread. */
  boolean isAborted() {
    return aborted;
  }

  /**
   * Records that the call has ended, and releases its memory as soon as none of it is in use. For
   * any thread.
   */
  void close() {
    boolean inUse;
    synchronized (this) {
      ended = true;
      inUse = uses > 0;
    }
    setAllSent();
    if (inUse) {
      account.linger();
    } else {
      account.close();
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether the connection must check the progress of the call every second. */
  boolean needsFrequentChecks() {
    return !isStreaming() || answer.hasEnded() || requests.isReceiving() || charged() > SMALL_BYTES;
  }

  /**
   * Whether only a part of a command has arrived, and no more bytes have arrived for this many
   * nanoseconds.
   */
  boolean hasStopped(long now, long timeout) {
    return isStreaming() && requests.hasStopped(now, timeout);
  }

  /** The peer's flow control window for this call. */
  SendWindow window() {
    return window;
  }

  /** Whether the peer does not read the answer or the end of the stream, or reads too slowly. */
  boolean isAnswerUnread(long now, long timeout) {
    return answer.isTooSlow(now, timeout, isStreaming() ? unsent() : written());
  }

  /** Whether the call's memory is in use, so that aborting the call would free nothing. */
  private synchronized boolean isInUse() {
    return ended || hasReserved();
  }
}
