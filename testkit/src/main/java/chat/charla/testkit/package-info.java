/**
 * What the tests of several modules need. It depends on no other module, on no test framework and
 * on no protobuf runtime, so every module can use it, the Android sample too.
 *
 * <ul>
 *   <li>{@link chat.charla.testkit.Seeds} says which seeds a randomised test runs.
 *   <li>{@link chat.charla.testkit.VirtualTime} replaces the clock and the executor of what is
 *       tested, so that a test moves time instead of waiting for it.
 *   <li>Where a test has to wait for real threads, processes or sockets, {@link
 *       chat.charla.testkit.Patience} says how long, and {@link chat.charla.testkit.Recording}
 *       keeps what arrives and waits for more.
 *   <li>{@link chat.charla.testkit.Listener} accepts connections, as a peer that misbehaves does.
 *   <li>{@link chat.charla.testkit.ServerProgram} is the server in a process of its own.
 *   <li>{@link chat.charla.testkit.TestAuthority} makes certificates.
 * </ul>
 */
@NullMarked
package chat.charla.testkit;

import org.jspecify.annotations.NullMarked;
