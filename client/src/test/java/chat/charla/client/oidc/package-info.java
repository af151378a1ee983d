/** Tests of the log-in at an issuer, without a network. */
@NullMarked
package chat.charla.client.oidc;

import org.jspecify.annotations.NullMarked;
