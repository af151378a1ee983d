/**
 * Who does too much in too short a time. It knows no chat: {@link
 * chat.charla.server.limit.RateLimiter} is asked before something is done, and tells how long to
 * wait if there is too much of it, by {@link chat.charla.server.limit.TokenBucket}s for each
 * session, and by {@link chat.charla.server.limit.FairShare}s of the sessions for each {@link
 * chat.charla.server.limit.Prefix} of the client's {@link chat.charla.server.limit.Origin}. {@link
 * chat.charla.server.limit.AddressCounts} tells how much there may be at once, {@link
 * chat.charla.server.limit.CapShares} who is refused first when the server is nearly full, and
 * {@link chat.charla.server.limit.Places} which connections stay.
 */
@NullMarked
package chat.charla.server.limit;

import org.jspecify.annotations.NullMarked;
