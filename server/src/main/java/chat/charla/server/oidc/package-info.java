/**
 * Log-ins by OpenID Connect. This package checks id tokens of the issuer that the operator has
 * chosen. {@link chat.charla.server.oidc.IdTokens} is the port that the chat uses, and {@link
 * chat.charla.server.oidc.OidcIssuer} the implementation.
 *
 * <p>A stranger can cause only limited work. The server parses a token only if it is short, and
 * verifies its signature only if the claims are right and the key is known. The server never
 * fetches an address that is in a token. It reads only two documents of the issuer, each of limited
 * length and in limited time, at most every half minute ({@link
 * chat.charla.server.oidc.IssuerKeys}). While the issuer cannot be reached, the server refuses
 * tokens as unavailable, but sessions continue.
 */
@NullMarked
package chat.charla.server.oidc;

import org.jspecify.annotations.NullMarked;
