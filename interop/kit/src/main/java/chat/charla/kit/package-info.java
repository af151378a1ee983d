/**
 * The delivery kit: checks whether a client program, in whatever language, keeps the promises of
 * {@code chat.proto} while server and network fail. {@link chat.charla.kit.Kit} is the program;
 * {@code scripts/interop} runs it. {@code world} is what scenarios play with, {@code scenario} the
 * scenarios. Nothing here depends on the server's or a client's code: only on the contract, on
 * {@code PROTOCOL.md}, and on programs that are started.
 */
@NullMarked
package chat.charla.kit;

import org.jspecify.annotations.NullMarked;
