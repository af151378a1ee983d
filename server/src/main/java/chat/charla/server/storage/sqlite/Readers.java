package chat.charla.server.storage.sqlite;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.LogUnavailableException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A pool of threads that read from the database, with read-only connections. Thread-safe. */
final class Readers implements AutoCloseable {
  private final Connections connections;
  private final ExecutorService threads;
  private final Deque<ReadConnection> idleConnections = new ConcurrentLinkedDeque<>();
  private volatile boolean started;

  Readers(Connections connections, int count, String threadName) {
    this.connections = connections;
    this.threads = Executors.newFixedThreadPool(count, new DaemonThreads(threadName));
  }

  void start() {
    started = true;
  }

  /**
   * Runs the query on a thread of the pool. The returned future completes on that thread, or at
   * once if the storage is not open.
   */
  <R> CompletableFuture<R> read(ReadConnection.Query<R> query) {
    CompletableFuture<R> result = new CompletableFuture<>();
    try {
      if (!started) {
        throw new RejectedExecutionException();
      }
      threads.execute(() -> run(query, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new LogUnavailableException("The storage is not open", null));
    }
    return result;
  }

  /**
   * Runs the query on a thread of the pool, and waits for the result.
   *
   * @throws LogUnavailableException if the query has failed
   */
  <R> R readNow(ReadConnection.Query<R> query) {
    try {
      return read(query).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LogUnavailableException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Refuses further queries, and waits until all queries that were submitted have ended. */
  @Override
  public void close() {
    DaemonThreads.finish(threads);
    idleConnections.forEach(connection -> Connections.closeQuietly(connection::close));
    idleConnections.clear();
  }

  private <R> void run(ReadConnection.Query<R> query, CompletableFuture<R> result) {
    R answer;
    try {
      answer = read(query, borrow());
    } catch (NoSuchElementException e) {
      result.completeExceptionally(e);
      return;
    } catch (SQLException | RuntimeException | Error e) {
      ProcessEnd.ifFatal(e);
      result.completeExceptionally(
          new LogUnavailableException("Cannot read the storage: " + e.getMessage(), e));
      return;
    }
    result.complete(answer);
  }

  private <R> R read(ReadConnection.Query<R> query, ReadConnection connection) throws SQLException {
    boolean usable = false;
    try {
      R answer = connection.read(query);
      usable = true;
      return answer;
    } finally {
      if (usable) {
        idleConnections.push(connection);
      } else {
        Connections.closeQuietly(connection::close);
      }
    }
  }

  private ReadConnection borrow() throws SQLException {
    ReadConnection connection = idleConnections.poll();
    return connection != null ? connection : new ReadConnection(connections.openReader());
  }
}
