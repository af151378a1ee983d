/**
 * Logs in at an OpenID Connect issuer with the library's {@link
 * chat.charla.client.oidc.DeviceFlow}: {@link chat.charla.cli.oidc.JdkIssuerHttp} makes its
 * requests, {@link chat.charla.cli.oidc.BackgroundLogin} runs it beside a chat, and {@link
 * chat.charla.cli.oidc.IssuerFailures} explains its failures.
 */
@NullMarked
package chat.charla.cli.oidc;

import org.jspecify.annotations.NullMarked;
