package chat.charla.server.chat;

import chat.charla.server.account.Claimant;
import chat.charla.server.limit.Origin;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.tls.ConnectionCertificate;
import chat.charla.v1.Scope;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller of an RPC, as far as the transport knows it.
 *
 * @param token the session token; empty if there is none
 * @param origin the address prefixes that the call counts for in limits
 * @param address the client's address as text, with an IPv6 address in brackets; empty if it is
 *     unknown
 * @param limitedAddress the client's address; null if it is unknown, or if no limits per address
 *     apply to it
 * @param memory the memory that the server holds for the call
 * @param connection the connection of the call
 * @param secure whether the connection is protected, so that it may carry credentials
 * @param certificate the certificate that the client has shown on the connection
 * @param scopes the scopes that the call needs ({@link Scopes})
 */
public record Caller(
    String token,
    Origin origin,
    String address,
    @Nullable InetAddress limitedAddress,
    CallMemory memory,
    Connection connection,
    boolean secure,
    ConnectionCertificate certificate,
    Set<Scope> scopes) {

  /** What the check of a credential needs to know about the caller. */
  Claimant claimant() {
    return new Claimant(origin, certificate);
  }

  /** The connection of a call. Thread-safe. */
  public interface Connection {
    /** Does nothing when a call has been authenticated. */
    Connection NONE = userId -> {};

    /**
     * Called when a call on this connection has been authenticated as the user with this id. Must
     * not block.
     */
    void proven(String userId);
  }
}
