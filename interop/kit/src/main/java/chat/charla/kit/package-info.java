/**
 * The delivery kit: checks whether a client program, in any language, keeps the promises of {@code
 * chat.proto} while server and network fail. {@link chat.charla.kit.Kit} is the program; {@code
 * scripts/interop} runs it. The package {@code world} contains the processes and the network that
 * scenarios use. The package {@code scenario} contains the scenarios. The kit depends only on the
 * contract, on {@code PROTOCOL.md}, and on the programs that it starts. It does not depend on the
 * code of the server or of a client.
 */
@NullMarked
package chat.charla.kit;

import org.jspecify.annotations.NullMarked;
