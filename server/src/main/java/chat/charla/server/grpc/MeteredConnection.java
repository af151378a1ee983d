package chat.charla.server.grpc;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.MemoryAccount;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.memory.MemoryShare;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the memory that the server holds for the calls of one connection, and aborts calls that
 * hold too much memory or make no progress. Owned by the event loop of the connection, except for
 * the methods marked for any thread.
 */
final class MeteredConnection implements MeteredCall.Owner {
  private final Connection connection;
  private final ConnectionTasks tasks;
  private final ClientAddresses clients;
  private final CallStreams streams;
  private final MemoryBudget budget;
  private final Origin origin;
  private final MemoryShare share;
  private final MemoryLog log;
  private final long timeout;
  private final Map<Integer, MeteredCall> calls = new HashMap<>();
  private final UnchargedOutput uncharged;
  private final CheckSchedule checks;

  /** Whether {@link #check} is about to run. */
  private boolean checkIsPending;

  private boolean closed;
  private long lastSent;
  private long lastPending;

  /**
   * Creates the state of a connection whose HTTP/2 handshake is complete.
   *
   * @param clients determines the client's address of each call
   * @param timeout how long a call may make no progress
   */
  MeteredConnection(
      Connection connection,
      ConnectionTasks tasks,
      ClientAddresses clients,
      MemoryBudget budget,
      MemoryLog log,
      Duration timeout) {
    this.connection = connection;
    this.tasks = tasks;
    this.clients = clients;
    this.streams = new CallStreams(connection.channel().pipeline());
    this.budget = budget;
    this.origin = clients.origin(connection.peer());
    this.share = budget.connection(origin);
    this.log = log;
    this.timeout = timeout.toNanos();
    this.checks = new CheckSchedule(tasks, timeout, this::beginCheck);
    this.uncharged =
        new UnchargedOutput(connection, tasks, holder -> budget.open(share, origin, holder));
  }

  /** The call on this HTTP/2 stream; null if there is none. */
  @Nullable MeteredCall call(int stream) {
    return calls.get(stream);
  }

  /** Creates the state of a call that begins on this HTTP/2 stream. */
  MeteredCall begin(int stream, Metadata headers) {
    MeteredCall call = new MeteredCall(this, stream, headers);
    calls.put(stream, call);
    scheduleCheck();
    return call;
  }

  /** Ends the call on this HTTP/2 stream, if there is one. */
  void end(int stream) {
    MeteredCall call = calls.remove(stream);
    if (call != null) {
      call.close();
    }
  }

  /** Whether the peer is a trusted proxy. */
  boolean isPeerTrustedProxy() {
    return clients.isTrustedProxy(connection.peer());
  }

  /**
   * Records that the peer has enlarged the window of an HTTP/2 stream, or of the connection if
   * {@code stream} is 0.
   */
  void windowEnlarged(int stream, int bytes) {
    if (stream == 0) {
      streams.connectionWindowEnlarged(bytes);
      return;
    }
    MeteredCall call = calls.get(stream);
    if (call != null) {
      call.window().added(bytes);
    }
  }

  /** A call that a proxy has forwarded counts only for the share of its client's address. */
  @Override
  public MemoryAccount openAccount(Metadata headers, MemoryAccount.Holder holder) {
    return clients
        .forwardedOrigin(connection.peer(), headers)
        .map(client -> budget.open(budget.unlimited(), client, holder))
        .orElseGet(() -> budget.open(share, origin, holder));
  }

  @Override
  public void forget(MeteredCall call) {
    onLoop(() -> calls.remove(call.id(), call));
  }

  @Override
  public void logRefusal(MemoryShare full) {
    log.logRefusal(full);
  }

  @Override
  public void free(MeteredCall call, BooleanSupplier necessary, Runnable done) {
    // Freeing takes two tasks. The first counts the written bytes. Before the second runs, gRPC has
    // handed these bytes to HTTP/2.
    long[] before = new long[2];
    tasks.run(
        () -> {
          before[0] = call.written();
          before[1] = call.bytes();
        },
        () -> tasks.run(() -> free(call, before[0], before[1], necessary), done));
  }

  private void free(MeteredCall call, long written, long bytes, BooleanSupplier necessary) {
    releaseSent(call, written);
    if (necessary.getAsBoolean() && call.bytes() >= bytes) {
      abort(call, AbortReason.MEMORY_NEEDED);
    }
  }

  @Override
  public void scheduleCheck() {
    checks.scheduleSoon();
  }

  @Override
  public void scheduleCheckFromAnyThread() {
    onLoop(checks::scheduleSoon);
  }

  @Override
  public void scheduleRareCheck() {
    onLoop(checks::scheduleRarely);
  }

  /**
   * Runs the task at once if the current thread is the connection's event loop; otherwise submits
   * the task to that event loop.
   */
  private void onLoop(Runnable task) {
    if (tasks.isOnLoop()) {
      task.run();
    } else {
      tasks.run(task);
    }
  }

  /** Counts an acknowledgement of SETTINGS; returns false if too many wait to be sent. */
  boolean acknowledge() {
    return uncharged.acknowledge();
  }

  /** Called when all written bytes have been flushed, also through TLS. */
  void flushed() {
    uncharged.flushed();
  }

  /** Charges the part of the outbound buffer that no call is charged for. */
  void chargeUncharged() {
    if (!closed
        && uncharged.isRelevant()
        && uncharged.charge(calls.values().stream().mapToLong(MeteredCall::unsent).sum())) {
      scheduleCheck();
    }
  }

  /**
   * Checks all calls in a later task. gRPC queues what it writes, and hands it to HTTP/2 in a task
   * of the event loop. That task runs before the check, for all bytes that this loop has written so
   * far. Other threads write only the few bytes of a health {@code Watch}.
   */
  private void beginCheck() {
    if (!checkIsPending) {
      checkIsPending = true;
      calls.values().forEach(MeteredCall::markWritten);
      tasks.run(this::check);
    }
  }

  private void check() {
    checkIsPending = false;
    if (closed) {
      return;
    }
    chargeUncharged();
    boolean connectionSends = hasSent();
    long now = System.nanoTime();
    for (MeteredCall call : List.copyOf(calls.values())) {
      releaseSent(call, call.markedWritten());
      updateProgress(call, now, connectionSends);
      if (call.hasStopped(now, timeout)) {
        abort(call, AbortReason.COMMAND_STOPPED);
      } else if (call.isAnswerUnread(now, timeout)) {
        abort(call, AbortReason.ANSWER_UNREAD);
      } else if (call.needsFrequentChecks()) {
        scheduleCheck();
      } else if (call.charged() > 0) {
        checks.scheduleRarely();
      }
    }
  }

  private void updateProgress(MeteredCall call, long now, boolean connectionSends) {
    streams
        .window(call.id())
        .ifPresent(
            window -> {
              long sent = call.window().sent(streams.initialWindow(), window);
              call.updateProgress(now, sent, window > 0, connectionSends);
            });
  }

  /** The number of bytes in the DATA frames that were written on this connection. */
  long sentBytes() {
    return streams.sentBytes();
  }

  /**
   * Whether the server has sent DATA, or the outbound buffer has changed, since the last call of
   * this method.
   */
  private boolean hasSent() {
    long total = sentBytes();
    long pending = connection.pending();
    boolean sent = total != lastSent || pending != lastPending;
    lastSent = total;
    lastPending = pending;
    return sent;
  }

  /**
   * Releases the charge for sent bytes.
   *
   * @param written how many bytes of the call gRPC has certainly handed to HTTP/2
   */
  private void releaseSent(MeteredCall call, long written) {
    if (call.isStreaming() && connection.pending() == 0 && !streams.hasQueued(call.id())) {
      call.setSentUntil(written);
    } else {
      call.releaseExcess();
    }
  }

  /**
   * Releases the memory of all calls when the connection is closed, even if gRPC does not report
   * their end.
   */
  void closeCalls() {
    closed = true;
    checks.close();
    uncharged.close();
    calls.values().forEach(MeteredCall::close);
    calls.clear();
  }

  /** Resets the call's HTTP/2 stream at once, and releases the call's memory. */
  private void abort(MeteredCall call, AbortReason reason) {
    if (!calls.remove(call.id(), call)) {
      call.close(); // Without this, the budget would choose the call again and again.
      return;
    }
    log.logAbort(call.bytes(), call.owner(), reason);
    call.abort();
    streams.reset(call.id(), reason);
  }
}
