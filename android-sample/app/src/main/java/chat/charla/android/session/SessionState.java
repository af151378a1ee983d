package chat.charla.android.session;

import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** A snapshot of the session's state. Immutable. */
public final class SessionState {
  /** The state until the saved server and name are read from the disk. */
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

  /** Whether the saved server and name have been read from the disk. */
  public boolean isLoaded() {
    return loaded;
  }

  /** The server that is used now or was used last; null if the app has never used a server. */
  public @Nullable ServerSettings server() {
    return server;
  }

  /** The name that the user entered last, or empty. */
  public String name() {
    return name;
  }

  /** Whether the user must enter a server or a name on the connect screen. */
  public boolean needsLogin() {
    return loaded && (!identityKnown || isIn(ConnectionState.Kind.NAME_NEEDED));
  }

  /** Whether there is an identity with a name. Then there are conversations to show. */
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

  /** The problem that has stopped the session, or null if there is none. */
  public @Nullable Problem problem() {
    return problem;
  }

  /** Why the last attempt to connect failed, or null if it did not fail. */
  public @Nullable CallFailure failure() {
    if (problem != null && problem.failure() != null) {
      return problem.failure();
    }
    return connection == null ? null : connection.cause();
  }
}
