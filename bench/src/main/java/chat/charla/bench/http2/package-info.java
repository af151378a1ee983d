/**
 * The parts of HTTP/2 and gRPC that a load generator needs: it uses cleartext, sends header blocks
 * as literals, answers SETTINGS and PING, and ignores the header blocks of responses, so it needs
 * no HPACK decoder. It is not a general client.
 *
 * <p>What it writes when data arrives is the matter of {@link FlowControl}, by the rules of a
 * {@link ClientProfile}.
 */
@NullMarked
package chat.charla.bench.http2;

import org.jspecify.annotations.NullMarked;
