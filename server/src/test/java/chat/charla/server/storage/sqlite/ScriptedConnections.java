package chat.charla.server.storage.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Real connections to a database, with hooks around their commits. */
final class ScriptedConnections implements Connections {

  /** A hook that runs on the writer's thread. */
  interface Step {
    void run() throws SQLException;
  }

  /** A change to a connection that has just been opened. */
  interface Setup {
    void apply(Connection connection) throws SQLException;
  }

  private final Database database;
  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicInteger writersOpened = new AtomicInteger();
  private final AtomicInteger statements = new AtomicInteger();

  private volatile Setup writerSetup = connection -> {};
  private volatile Step beforeCommit = () -> {};
  private volatile Step afterCommit = () -> {};

  ScriptedConnections(Path file) {
    database = new Database(file);
  }

  /**
   * The number of committed transactions, including those whose commit the writer does not know of
   * yet.
   */
  int commits() {
    return commits.get();
  }

  int writersOpened() {
    return writersOpened.get();
  }

  /**
   * The number of statements of the writer that are not prepared. After the start these are the
   * attempts to restart the write-ahead log.
   */
  int statements() {
    return statements.get();
  }

  void onOpeningWriter(Setup setup) {
    writerSetup = setup;
  }

  void beforeCommit(Step step) {
    beforeCommit = step;
  }

  void afterCommit(Step step) {
    afterCommit = step;
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection connection = database.openWriter();
    try {
      writerSetup.apply(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    writersOpened.incrementAndGet();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(method, connection, arguments);
          if (method.getName().equals("createStatement")) {
            statements.incrementAndGet();
          }
          boolean commit =
              method.getName().equals("prepareStatement") && "COMMIT".equals(arguments[0]);
          return commit ? scripted((PreparedStatement) result) : result;
        });
  }

  @Override
  public Connection openReader() throws SQLException {
    return database.openReader();
  }

  @Override
  public Connection openCheckpointer() throws SQLException {
    return database.openCheckpointer();
  }

  private PreparedStatement scripted(PreparedStatement commit) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (!method.getName().equals("executeUpdate")) {
            return invoke(method, commit, arguments);
          }
          beforeCommit.run();
          Object result = invoke(method, commit, arguments);
          commits.incrementAndGet();
          afterCommit.run();
          return result;
        });
  }

  private interface Handler {
    Object handle(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                handler.handle(method, arguments == null ? new Object[0] : arguments));
    return type.cast(proxy);
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
