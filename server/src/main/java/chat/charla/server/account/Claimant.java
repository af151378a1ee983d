package chat.charla.server.account;

import chat.charla.server.limit.Origin;
import chat.charla.server.tls.ConnectionCertificate;

/**
 * The client of a call that shows a credential.
 *
 * @param origin the address prefixes that the call counts for in limits
 * @param certificate the certificate of the call's connection
 */
public record Claimant(Origin origin, ConnectionCertificate certificate) {}
