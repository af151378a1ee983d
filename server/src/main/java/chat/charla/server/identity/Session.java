package chat.charla.server.identity;

import chat.charla.server.limit.SessionUsage;
import chat.charla.server.storage.v1.StoredIdentity;
import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A client's access to an identity by a token, and how much of its rate limits the client has used.
 * Each identity has exactly one session. Owned by the core.
 */
public final class Session {
  private final Identity identity;
  private @Nullable SessionUsage usage;

  /** Creates the session of this identity, which has used none of its rate limits. */
  public Session(Identity identity) {
    this.identity = identity;
  }

  /** The identity whose session this is. */
  public Identity identity() {
    return identity;
  }

  ByteString tokenHash() {
    return stored().getTokenHash();
  }

  /** The key with which the token is derived from the request id of the Join. */
  ByteString tokenKey() {
    return stored().getTokenKey();
  }

  /** The hash of the request id of the Join; empty if the Join cannot be repeated. */
  ByteString requestIdHash() {
    return stored().getRequestIdHash();
  }

  /** How much of its rate limits the session has used; null if this is not counted yet. */
  public @Nullable SessionUsage usage() {
    return usage;
  }

  /** Begins to count how much of its rate limits the session has used. */
  public void setUsage(SessionUsage begun) {
    usage = begun;
  }

  private StoredIdentity stored() {
    return identity.record().value();
  }
}
