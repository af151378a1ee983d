/**
 * Logs in at an OpenID Connect issuer, such as the single sign-on of a company: {@link
 * chat.charla.cli.oidc.DeviceFlow} plays the device flow (RFC 8628), in which the user logs in with
 * a browser on any device. It returns an {@link chat.charla.cli.oidc.IdToken}, which the chat
 * server accepts as a credential.
 *
 * <p>The chat server says which issuer it accepts. So the issuer, and the chat server that names
 * it, may be hostile: every answer is limited in size and time, no redirect is followed, and what
 * is shown is made harmless.
 */
@NullMarked
package chat.charla.cli.oidc;

import org.jspecify.annotations.NullMarked;
