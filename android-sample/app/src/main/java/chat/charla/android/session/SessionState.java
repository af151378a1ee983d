package chat.charla.android.session;

import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** A snapshot of the session's state. Immutable. */
public final class SessionState {
  /** The identity of the client. Immutable. */
  static final class Identity {
    private final boolean known;
    private final boolean account;
    private final boolean signingIn;

    /**
     * Describes an identity.
     *
     * @param known whether there is an identity
     * @param account whether it is an account
     * @param signingIn whether the answer to a log-in or a registration is missing
     */
    Identity(boolean known, boolean account, boolean signingIn) {
      this.known = known;
      this.account = account;
      this.signingIn = signingIn;
    }
  }

  /** The state until the saved server and name are read from the disk. */
  static final SessionState LOADING =
      new SessionState(
          false, null, "", EntryKind.GUEST, new Identity(false, false, false), null, true, null);

  private final boolean loaded;
  private final @Nullable ServerSettings server;
  private final String name;
  private final EntryKind entryKind;
  private final Identity identity;
  private final @Nullable ConnectionState connection;
  private final boolean networkAvailable;
  private final @Nullable Problem problem;

  SessionState(
      @Nullable ServerSettings server,
      String name,
      EntryKind entryKind,
      Identity identity,
      @Nullable ConnectionState connection,
      boolean networkAvailable,
      @Nullable Problem problem) {
    this(true, server, name, entryKind, identity, connection, networkAvailable, problem);
  }

  private SessionState(
      boolean loaded,
      @Nullable ServerSettings server,
      String name,
      EntryKind entryKind,
      Identity identity,
      @Nullable ConnectionState connection,
      boolean networkAvailable,
      @Nullable Problem problem) {
    this.loaded = loaded;
    this.server = server;
    this.name = name;
    this.entryKind = entryKind;
    this.identity = identity;
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

  /** The name of the user, or the name that the user entered last, or empty. */
  public String name() {
    return name;
  }

  /**
   * How the user last got or tried to get an identity. After a registration this is LOG_IN, because
   * the next time the user has to log in.
   */
  public EntryKind entryKind() {
    return entryKind;
  }

  /** Whether the identity is an account. */
  public boolean isAccount() {
    return identity.account;
  }

  /** Whether a log-in or a registration has no answer yet. */
  public boolean isSigningIn() {
    return identity.signingIn;
  }

  /** Whether the user must enter a server, a name or a password on the connect screen. */
  public boolean needsLogin() {
    return loaded && !hasConversations();
  }

  /** Whether there is an identity with a name. Then there are conversations to show. */
  public boolean hasConversations() {
    return loaded
        && identity.known
        && !identity.signingIn
        && !isIn(ConnectionState.Kind.NAME_NEEDED);
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
