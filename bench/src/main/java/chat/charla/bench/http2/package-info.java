/**
 * The parts of HTTP/2 and gRPC that a load generator needs. The load generator uses cleartext,
 * sends header blocks as literals, and answers SETTINGS and PING. It ignores the header blocks of
 * responses, so it needs no HPACK decoder. These classes are not a general client.
 *
 * <p>{@link FlowControl} decides what is written when data arrives, by the rules of a {@link
 * ClientProfile}.
 */
@NullMarked
package chat.charla.bench.http2;

import org.jspecify.annotations.NullMarked;
