/** The contract as a page for readers: {@code docs/protocol.md} is made from its descriptor. */
@NullMarked
package chat.charla.server.contract;

import org.jspecify.annotations.NullMarked;
