package chat.charla.server.log.sqlite;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.log.LogUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A pool of threads that read over read-only connections. Safe for use by several threads. */
final class Readers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Readers.class.getName());

  /**
   * A query on the tables.
   *
   * @param <R> the result, not null
   */
  interface Query<R> {
    /** Reads, or refuses with {@link NoSuchElementException}. */
    R apply(Tables tables) throws SQLException;
  }

  private final Connections connections;
  private final ExecutorService threads;
  private final Deque<ReadConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean started;

  Readers(Connections connections, int count, String threadName) {
    this.connections = connections;
    this.threads = Executors.newFixedThreadPool(count, new DaemonThreads(threadName));
  }

  void start() {
    started = true;
  }

  /** Runs the query on one of the threads. The returned future completes on that thread. */
  <R> CompletableFuture<R> read(Query<R> query) {
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
   * Runs the query on one of the threads, and waits.
   *
   * @throws LogUnavailableException if it failed
   */
  <R> R readNow(Query<R> query) {
    try {
      return read(query).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LogUnavailableException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Refuses further queries, and returns when those that were submitted before have ended. */
  @Override
  public void close() {
    DaemonThreads.finish(threads);
    idle.forEach(Readers::close);
    idle.clear();
  }

  private <R> void run(Query<R> query, CompletableFuture<R> result) {
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

  private <R> R read(Query<R> query, ReadConnection connection) throws SQLException {
    boolean usable = false;
    try {
      R answer = connection.read(query);
      usable = true;
      return answer;
    } finally {
      if (usable) {
        idle.push(connection);
      } else {
        close(connection);
      }
    }
  }

  private ReadConnection borrow() throws SQLException {
    ReadConnection connection = idle.poll();
    return connection != null ? connection : new ReadConnection(connections.openReader());
  }

  private static void close(ReadConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "Cannot close a connection to the database", e);
    }
  }
}
