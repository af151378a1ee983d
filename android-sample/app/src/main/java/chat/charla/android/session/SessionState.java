package chat.charla.android.session;

import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** A snapshot of the session's state. Immutable. */
public final class SessionState {
  /** The state before the disk has been read. */
  static final SessionState LOADING = new SessionState(false, null, "", false, null, true, null);

  private final boolean loaded;
  private final @Nullable ServerSettings server;
  private final String name;
  private final boolean identityKnown;
  private final @Nullable ConnectionState connection;
  private final boolean networkAvailable;
  private final @Nullable Problem problem;

  SessionState(
      boolean loaded,
      @Nullable ServerSettings server,
      String name,
      boolean identityKnown,
      @Nullable ConnectionState connection,
      boolean networkAvailable,
      @Nullable Problem problem) {
    this.loaded = loaded;
    this.server = server;
    this.name = name;
    this.identityKnown = identityKnown;
    this.connection = connection;
    this.networkAvailable = networkAvailable;
    this.problem = problem;
  }

  /** Whether the disk has been read. */
  public boolean isLoaded() {
    return loaded;
  }

  /**
   * The current server or, if there is none, the server that was used last; null if no server was
   * ever used.
   */
  public @Nullable ServerSettings server() {
    return server;
  }

  /** The last requested name, or empty. */
  public String name() {
    return name;
  }

  /** Whether the user must enter something on the connect screen. */
  public boolean needsLogin() {
    return loaded && (!identityKnown || isIn(ConnectionState.Kind.NAME_NEEDED));
  }

  /** Whether there is an identity with a name, so that there are conversations to show. */
  public boolean hasConversations() {
    return loaded && identityKnown && !isIn(ConnectionState.Kind.NAME_NEEDED);
  }

  /** The state of the connection, or null if there is none. */
  public @Nullable ConnectionState connection() {
    return connection;
  }

  /** Whether the connection is in this state. */
  public boolean isIn(ConnectionState.Kind kind) {
    return connection != null && connection.kind() == kind;
  }

  /** Whether the device has a network. */
  public boolean isNetworkAvailable() {
    return networkAvailable;
  }

  /** Why the session has stopped, or null. */
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
