/**
 * What the server proves itself with: {@link chat.charla.server.tls.TlsSettings} says where it
 * comes from, {@link chat.charla.server.tls.TlsReloader} reads it, again whenever it changes, and
 * hands a sound {@link chat.charla.server.tls.TlsIdentity} on. How connections are encrypted with
 * it is {@code grpc}'s business.
 */
@NullMarked
package chat.charla.server.tls;

import org.jspecify.annotations.NullMarked;
