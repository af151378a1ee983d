package chat.charla.server.storage.sqlite;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.storage.StorageListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The only thread that writes, and its connection. Any thread may {@link #submit} an operation.
 *
 * <p>The writer takes all waiting writes up to a limit, applies them in one transaction, and
 * completes them when the transaction is on disk. Meanwhile further writes queue up. So the slower
 * the disk is, the more writes share a sync.
 *
 * <p>After any failure other than a refusal, the writer rolls the whole transaction back, completes
 * all of its writes with {@link LogUnavailableException}, and closes the connection. For the next
 * transaction, the writer opens a new connection, so that this transaction starts from what is on
 * disk.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Writer.class.getName());

  private final Connections connections;
  private final Checkpointer checkpointer;
  private final WriteQueue queue;
  private final StorageListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DaemonThreads("charla-log-writer"));

  // The writer's thread owns these two fields.
  private @Nullable WriteConnection connection;
  private final Outage outage = new Outage(System::nanoTime);

  Writer(
      Connections connections,
      Checkpointer checkpointer,
      WriteQueue queue,
      StorageListener listener) {
    this.connections = connections;
    this.checkpointer = checkpointer;
    this.queue = queue;
    this.listener = listener;
  }

  void start() {
    queue.open();
    thread.execute(this::run);
  }

  /**
   * Carries out the operation on the writer's thread, after all operations that were submitted
   * before.
   *
   * @param bytes the approximate number of bytes that the operation adds
   * @return a stage that completes on the writer's thread, or at once if the storage is not open
   */
  <R> CompletionStage<R> submit(int bytes, Write.Operation<R> operation) {
    Write<R> write = new Write<>(bytes, operation);
    if (!queue.offer(write)) {
      write.failed(new LogUnavailableException("The storage is not open", null));
    }
    return write.outcome();
  }

  /** Refuses further writes, and waits until all writes that were submitted have completed. */
  @Override
  public void close() {
    queue.close();
    DaemonThreads.finish(thread);
  }

  private void run() {
    try {
      for (List<Write<?>> group = queue.take(); !group.isEmpty(); group = queue.take()) {
        write(group);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the writer must not be interrupted", e);
    } finally {
      closeConnection();
    }
  }

  private void write(List<Write<?>> group) {
    try {
      commit(group);
    } catch (SQLException | RuntimeException | Error e) {
      ProcessEnd.ifFatal(e);
      closeConnection();
      outage.failed(e);
      LogUnavailableException failure =
          new LogUnavailableException("The storage failed: " + e.getMessage(), e);
      group.forEach(write -> write.failed(failure));
      return;
    }
    outage.succeeded();
    listener.committed(group.size());
    group.forEach(Write::committed);
    maintainLog(group);
  }

  private void commit(List<Write<?>> group) throws SQLException {
    if (connection == null) {
      connection = new WriteConnection(connections.openWriter());
    }
    connection.begin();
    for (Write<?> write : group) {
      write.apply(connection.tables());
    }
    connection.commit();
  }

  private void maintainLog(List<Write<?>> group) {
    if (!checkpointer.restartDue()) {
      checkpointer.written(group.size(), group.stream().mapToLong(Write::bytes).sum());
      return;
    }
    try {
      if (connection != null) {
        connection.restartLog(checkpointer.maxFileBytes());
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "Cannot restart the write-ahead log", e);
      closeConnection();
    } finally {
      checkpointer.restarted();
    }
  }

  private void closeConnection() {
    if (connection != null) {
      WriteConnection closing = connection;
      connection = null;
      Connections.closeQuietly(closing::close);
    }
  }
}
