/**
 * Log-ins by OpenID Connect: checks id tokens of the issuer that the operator has chosen. {@link
 * chat.charla.server.oidc.IdTokens} is the port that the chat uses, and {@link
 * chat.charla.server.oidc.OidcIssuer} the implementation.
 *
 * <p>What a stranger can cause: a token is parsed if it is short, and its signature is verified
 * only if its claims are right and its key is known. The server never follows an address in a
 * token. It reads two documents of the configured issuer, each of limited length and time, at most
 * every half minute ({@link chat.charla.server.oidc.IssuerKeys}). While the issuer is down, tokens
 * are refused as unavailable; sessions do not depend on it.
 */
@NullMarked
package chat.charla.server.oidc;

import org.jspecify.annotations.NullMarked;
