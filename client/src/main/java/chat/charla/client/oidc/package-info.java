/**
 * Logs in at an OpenID Connect issuer, such as the single sign-on of a company: {@link
 * chat.charla.client.oidc.DeviceFlow} plays the device flow (RFC 8628), in which the user logs in
 * with a browser on any device. It returns an {@link chat.charla.client.oidc.IdToken}, which is a
 * credential for {@link chat.charla.client.ChatClient#logIn} and {@link
 * chat.charla.client.ChatClient#register}.
 *
 * <pre>{@code
 * client.loginOptions(...);              // the chat server names its issuers
 * var flow = new DeviceFlow(http, Waiting.REAL);
 * IdToken token = flow.logIn(options.getIssuers(0), false, page -> show(page)); // blocks
 * client.logIn("", token.credential(), "my phone", ...);
 * }</pre>
 *
 * <p>The requests are made by an {@link chat.charla.client.oidc.IssuerHttp}, which the application
 * implements with the HTTP client that it has. The library has none: {@code java.net.http} does not
 * exist on Android, and {@code HttpURLConnection} limits the time of each read only, not of an
 * exchange. So it cannot keep a hostile issuer from occupying the caller for hours.
 *
 * <p>The chat server says which issuer it accepts. So the issuer, and the chat server that names
 * it, may be hostile: only addresses with https are used, every answer is limited in size and time,
 * no redirect is followed. All texts of the issuer are shown as they are: make them harmless before
 * you print them.
 */
@NullMarked
package chat.charla.client.oidc;

import org.jspecify.annotations.NullMarked;
