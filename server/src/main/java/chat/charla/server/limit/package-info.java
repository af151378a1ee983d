/**
 * Rate limits, and limits on numbers. The package does not depend on the chat. {@link
 * chat.charla.server.limit.RateLimiter} is asked before an action, and returns how long to wait if
 * the action exceeds a limit. It uses a {@link chat.charla.server.limit.TokenBucket} for each
 * session, and a {@link chat.charla.server.limit.FairShare} of the sessions for each {@link
 * chat.charla.server.limit.Prefix} of the client's {@link chat.charla.server.limit.Origin}. {@link
 * chat.charla.server.limit.AddressCounts} limits the number of concurrent calls by address, {@link
 * chat.charla.server.limit.CapShares} decides which addresses are refused first when the server is
 * nearly full, and {@link chat.charla.server.limit.ConnectionSlots} decides which connections are
 * kept.
 */
@NullMarked
package chat.charla.server.limit;

import org.jspecify.annotations.NullMarked;
