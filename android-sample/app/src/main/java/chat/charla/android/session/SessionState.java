package chat.charla.android.session;

import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** How the session is at a moment. Immutable. */
public final class SessionState {
  /** Before anything has been read from the disk. */
  static final SessionState LOADING = new SessionState(false, null, "", false, null, true, null);

  private final boolean loaded;
  private final @Nullable ServerSettings server;
  private final String name;
  private final boolean somebody;
  private final @Nullable ConnectionState connection;
  private final boolean networkAvailable;
  private final @Nullable Problem problem;

  SessionState(
      boolean loaded,
      @Nullable ServerSettings server,
      String name,
      boolean somebody,
      @Nullable ConnectionState connection,
      boolean networkAvailable,
      @Nullable Problem problem) {
    this.loaded = loaded;
    this.server = server;
    this.name = name;
    this.somebody = somebody;
    this.connection = connection;
    this.networkAvailable = networkAvailable;
    this.problem = problem;
  }

  /** Whether the disk has been read. */
  public boolean isLoaded() {
    return loaded;
  }

  /** The server in use, or the last one; null if there has never been one. */
  public @Nullable ServerSettings server() {
    return server;
  }

  /** The name that was asked for last, or empty. */
  public String name() {
    return name;
  }

  /** Whether the user has to say something on the connect screen before it can go on. */
  public boolean needsLogin() {
    return loaded && (!somebody || isIn(ConnectionState.Kind.NAME_NEEDED));
  }

  /** Whether there is an identity with a name, so that there are conversations to show. */
  public boolean isInside() {
    return loaded && somebody && !isIn(ConnectionState.Kind.NAME_NEEDED);
  }

  /** The state of the connection, or null if none is wanted. */
  public @Nullable ConnectionState connection() {
    return connection;
  }

  /** Whether the connection is in this state. */
  public boolean isIn(ConnectionState.Kind kind) {
    return connection != null && connection.kind() == kind;
  }

  /** Whether the device has a network at all. */
  public boolean isNetworkAvailable() {
    return networkAvailable;
  }

  /** Why nothing is tried any more, or null. */
  public @Nullable Problem problem() {
    return problem;
  }

  /** Why the last attempt failed, or null. */
  public @Nullable CallFailure failure() {
    if (problem != null && problem.failure() != null) {
      return problem.failure();
    }
    return connection == null ? null : connection.cause();
  }
}
