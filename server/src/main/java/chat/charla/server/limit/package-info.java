/**
 * Rate limits, and limits on the number of connections, calls and other resources. The package does
 * not depend on the chat. A caller asks the {@link chat.charla.server.limit.RateLimiter} before an
 * action. If the action exceeds a limit, the answer says how long to wait. The limiter uses a
 * {@link chat.charla.server.limit.TokenBucket} for each session, and a {@link
 * chat.charla.server.limit.FairShare} of the sessions for each {@link
 * chat.charla.server.limit.Prefix} of the client's {@link chat.charla.server.limit.Origin}. {@link
 * chat.charla.server.limit.AddressCounts} limits the number of concurrent calls by address, {@link
 * chat.charla.server.limit.CapShares} decides which addresses are refused first when the server is
 * nearly full, and {@link chat.charla.server.limit.ConnectionSlots} decides which connections are
 * kept.
 */
@NullMarked
package chat.charla.server.limit;

import org.jspecify.annotations.NullMarked;
