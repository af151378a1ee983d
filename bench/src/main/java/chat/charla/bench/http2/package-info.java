/**
 * The little of HTTP/2 and gRPC that a load generator needs: it speaks in cleartext, announces a
 * large window, sends header blocks as literals, answers SETTINGS and PING, and skips the header
 * blocks of answers, so it needs no HPACK decoder. It is no client for anything else.
 */
@NullMarked
package chat.charla.bench.http2;

import org.jspecify.annotations.NullMarked;
