package chat.charla.server.grpc;

import chat.charla.server.memory.CallMemory;
import chat.charla.server.memory.MemoryAccount;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.memory.Scope;
import chat.charla.server.memory.Standing;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the server holds for one call, from its headers to its end: its requests, an answer that is
 * being made, and what the peer has not taken of what was said.
 *
 * <p>gRPC calls it as the call's tracer. It belongs to the event loop of its connection, but for
 * what may be called by any thread.
 */
final class HeldCall extends ServerStreamTracer implements CallMemory {
  /** What gRPC keeps for an open call. */
  static final int CALL_BYTES = 4 * 1024;

  /** After so long without progress others are served first; and so without a session. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** With so many bytes that have not left the server, a stream is not sent any more events. */
  private static final int READY_BYTES = 32 * 1024;

  private static final Context.Key<HeldCall> CURRENT = Context.key("held-call");

  private final HeldConnection connection;
  private final int id;
  private final MemoryAccount account;
  private final HeldRequests requests = new HeldRequests();

  /** A message has begun, and is not there; it began, or more of it came, at this time. */
  private boolean receiving;

  private long receivedAt;

  private final AnswerProgress answer = new AnswerProgress();
  private final SendWindow window = new SendWindow();

  private final long begunAt = System.nanoTime();
  private volatile boolean streaming;
  private volatile boolean proven;
  private volatile boolean stalled;
  private volatile long idleNanos;
  private volatile boolean givenUp;

  // Guarded by this.
  private int kept;
  private boolean ended;
  private long sent;
  private long reserved;

  /** Bytes of a unary answer, and how much has left of the call. */
  private long said;

  private long left;

  HeldCall(HeldConnection connection, int id, Metadata headers) {
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

  /** Tells the budget how the call stands. */
  private final class Holder implements MemoryAccount.Holder {
    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      connection.free(HeldCall.this, necessary, done);
    }

    @Override
    public Standing standing() {
      if (isInUse()) {
        return Standing.BUILDING;
      }
      if (!proven && System.nanoTime() - begunAt >= IDLE_NANOS) {
        return Standing.STRANGER;
      }
      return stalled ? Standing.STALLED : Standing.SERVED;
    }

    @Override
    public long idleNanos() {
      return idleNanos;
    }
  }

  /** Of the present call; null if calls are not counted. */
  static @Nullable HeldCall current() {
    return CURRENT.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CURRENT, this);
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> call) {
    streaming = !call.getMethodDescriptor().getType().serverSendsOneMessage();
  }

  /** Of its HTTP/2 stream. */
  int id() {
    return id;
  }

  /** Whose call it is, for the log: an address, or empty. */
  String owner() {
    return account.owner();
  }

  /** How much is held, in bytes. May be called by any thread. */
  long bytes() {
    return account.bytes();
  }

  /** So many bytes of a request have arrived; returns whether that is too much. */
  boolean arrived(int bytes, long now) {
    receivedAt = now;
    account.add(requests.arrived(bytes));
    return account.isExceeded();
  }

  /** Whether there is still too much. Then calls are given up. */
  boolean isStillExceeded() {
    return account.isStillExceeded();
  }

  /** What has come of it may be old: gRPC is given it when the message before it has been read. */
  @Override
  public void inboundMessage(int number) {
    receiving = true;
    receivedAt = System.nanoTime();
    connection.watch();
  }

  /** The request of a unary call is taken to be held until the call has ended. */
  @Override
  public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
    receiving = false;
    if (streaming) {
      account.release(requests.read(wireBytes));
    }
  }

  /** The message that has been read last is a command. It is held until it is answered. */
  void commandTaken() {
    account.add(requests.commandTaken());
  }

  void commandAnswered() {
    account.release(requests.commandAnswered());
  }

  /** May be called by any thread. */
  @Override
  public Optional<Scope> reserve(long bytes) {
    if (hasEnded()) {
      return Optional.of(Scope.CONNECTION);
    }
    Optional<MemoryShare> exceeded = account.reserve(bytes);
    if (exceeded.isPresent()) {
      connection.refused(exceeded.get());
      return exceeded.map(MemoryShare::scope);
    }
    synchronized (this) {
      reserved += bytes;
    }
    return Optional.empty();
  }

  /**
   * So many bytes are about to leave; gRPC does not tell when they have left. What has left of a
   * unary answer is seen by {@link #look}. A stream is sent events only when no more than {@link
   * #READY_BYTES} have not left, so that no more of what was sent before is held. May be called by
   * any thread.
   */
  @Override
  public void outboundWireSize(long bytes) {
    long before;
    long after;
    synchronized (this) {
      said += bytes;
      before = sent + reserved;
      sent = (streaming ? Math.min(sent, READY_BYTES) : sent) + bytes;
      reserved = 0;
      after = sent;
    }
    account.add(after - before);
    connection.watchIfHere();
  }

  /** Everything that was said has left the server. */
  void allTaken() {
    long taken;
    synchronized (this) {
      taken = sent;
      sent = 0;
    }
    account.release(taken);
  }

  /** It has shown a session. May be called by any thread. */
  void proven() {
    proven = true;
  }

  /**
   * Looks at whether it goes on.
   *
   * @param nowLeft how many bytes of it have left in all
   * @param open whether the peer's window for it is open
   * @param moves whether anything has left on the connection since the last look
   */
  void look(long now, long nowLeft, boolean open, boolean moves) {
    answer.look(now, nowLeft, open, moves);
    idleNanos = answer.hasStopped(now, IDLE_NANOS) ? answer.idleNanos(now) : 0;
    stalled = idleNanos > 0 || (receiving && now - receivedAt >= IDLE_NANOS);
    if (!streaming) {
      long gone;
      synchronized (this) {
        gone = Math.min(sent, nowLeft - left);
        left = nowLeft;
        sent -= gone;
      }
      account.release(gone);
    }
  }

  /** The server has said its last. May be called by any thread. */
  void ended(long now) {
    answer.end(now);
    connection.watchIfHere();
  }

  /** May be called by any thread. */
  @Override
  public Runnable keep() {
    synchronized (this) {
      kept++;
    }
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        keptNoMore();
      }
    };
  }

  private void keptNoMore() {
    boolean last;
    synchronized (this) {
      kept--;
      last = ended && kept == 0;
    }
    if (last) {
      account.close();
    }
  }

  /** May be called by any thread. */
  @Override
  public void streamClosed(Status status) {
    close();
    connection.forget(this);
  }

  /** The server ends it, which is not the peer's doing. */
  void giveUp() {
    givenUp = true;
    close();
  }

  /** Whether the server has ended it to free memory. May be called by any thread. */
  boolean isGivenUp() {
    return givenUp;
  }

  /**
   * It has ended, and nothing more is held for it, but what is in use. May be called by any thread.
   */
  void close() {
    boolean inUse;
    synchronized (this) {
      ended = true;
      inUse = kept > 0;
    }
    allTaken();
    if (inUse) {
      account.linger();
    } else {
      account.close();
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  boolean isStreaming() {
    return streaming;
  }

  /** Whether its progress has to be watched. */
  boolean isWatched() {
    return !streaming || answer.hasEnded() || receiving || sent() > 0;
  }

  /** Whether a command has begun, and nothing more of it has come for so many nanoseconds. */
  boolean hasStopped(long now, long timeout) {
    return streaming && receiving && now - receivedAt >= timeout;
  }

  /** How much the peer lets the server send of this call. */
  SendWindow window() {
    return window;
  }

  /** Whether the peer takes nothing, or too little, of the last that was said. */
  boolean isUntaken(long now, long timeout) {
    return answer.isTooSlow(now, timeout, streaming ? sent() : said());
  }

  /** Whether giving it up would free nothing. */
  private synchronized boolean isInUse() {
    return ended || reserved > 0;
  }

  private synchronized long said() {
    return said;
  }

  /** How many bytes of what was said have not left. May be called by any thread. */
  synchronized long sent() {
    return sent;
  }
}
