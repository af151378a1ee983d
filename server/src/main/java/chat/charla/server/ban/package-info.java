/**
 * The bans of network addresses: {@link chat.charla.server.ban.AddressBans} has the bans in force,
 * and tells whether an address is banned; {@link chat.charla.server.ban.AddressBanStore} is the
 * port for their storage. The package does not decide who may ban, or what a ban means for a
 * client.
 */
@NullMarked
package chat.charla.server.ban;

import org.jspecify.annotations.NullMarked;
