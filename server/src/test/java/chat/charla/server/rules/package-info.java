/**
 * The rules of the contract, one test each, checked through the contract alone: one server in
 * virtual time, and clients that do exactly what the test tells them to.
 *
 * <p>{@link chat.charla.server.rules.World} is the server, its disk and the time; {@link
 * chat.charla.server.rules.DiskContents} is what the disk has; {@link
 * chat.charla.server.rules.ScriptedClient} is one client, {@link
 * chat.charla.server.rules.ScriptedStream} one Converse stream of it, which records every frame.
 * There is no client library here: the test itself reconnects, retries and resumes.
 */
@NullMarked
package chat.charla.server.rules;

import org.jspecify.annotations.NullMarked;
