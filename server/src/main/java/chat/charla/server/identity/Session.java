package chat.charla.server.identity;

import chat.charla.server.limit.SessionUsage;
import chat.charla.server.storage.v1.StoredIdentity;
import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A client's access to an identity by a token, and how much of its rates it has used. Each identity
 * has exactly one. Owned by the core.
 */
public final class Session {
  private final Identity identity;
  private @Nullable SessionUsage usage;

  /** The session of this identity, which has used none of its rates yet. */
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

  /** The key from which the token is derived, together with the request id of the Join. */
  ByteString tokenKey() {
    return stored().getTokenKey();
  }

  /** The hash of the request id of the Join; empty if the Join cannot be repeated. */
  ByteString requestIdHash() {
    return stored().getRequestIdHash();
  }

  /** How much of its rate limits it has used; null if nothing yet. */
  public @Nullable SessionUsage usage() {
    return usage;
  }

  /** Begins to count how much of its rate limits it has used. */
  public void usage(SessionUsage begun) {
    usage = begun;
  }

  private StoredIdentity stored() {
    return identity.record().value();
  }
}
