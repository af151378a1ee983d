/**
 * Classes that the tests of several modules share. This module depends on no other module, no test
 * framework and no protobuf runtime. So every module can use it, including the Android sample.
 *
 * <ul>
 *   <li>{@link chat.charla.testkit.Seeds} chooses the seeds that a randomised test runs.
 *   <li>{@link chat.charla.testkit.VirtualTime} replaces the clock and the executors of the classes
 *       under test, so that a test advances time instead of waiting.
 *   <li>Where a test has to wait for real threads, processes or sockets, {@link
 *       chat.charla.testkit.Patience} has the time limit, and {@link chat.charla.testkit.Recording}
 *       records what arrives and waits for more.
 *   <li>{@link chat.charla.testkit.Listener} accepts TCP connections, to play a peer that
 *       misbehaves.
 *   <li>{@link chat.charla.testkit.ServerProgram} is the server as a separate process. A {@link
 *       chat.charla.testkit.ClassArchive} makes such processes start faster.
 *   <li>{@link chat.charla.testkit.TestAuthority} issues certificates.
 *   <li>The package {@code network} has a network that fails on command, and a man in the middle.
 * </ul>
 */
@NullMarked
package chat.charla.testkit;

import org.jspecify.annotations.NullMarked;
