/**
 * The rules of the design, each by its name, seen through the contract alone: one server in virtual
 * time, and clients that do exactly what the story says.
 *
 * <p>{@link chat.charla.server.rules.World} is the server, its disk and the time; {@link
 * chat.charla.server.rules.ScriptedClient} is one participant, {@link
 * chat.charla.server.rules.ScriptedStream} one Converse stream of it, which records every frame.
 * There is no client library here: what reconnects, repeats or resumes is the test.
 */
@NullMarked
package chat.charla.server.rules;

import org.jspecify.annotations.NullMarked;
