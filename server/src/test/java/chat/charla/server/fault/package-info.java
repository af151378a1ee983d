/**
 * Faults that tests inject on purpose into a real server process while other clients use it.
 *
 * <p>The test kit: {@link chat.charla.server.fault.Stage} is a server process with a {@link
 * chat.charla.server.fault.Canary} conversation in it, and checks what every fault must end with:
 * other clients were served, memory stayed bounded, no acknowledged message was lost. {@link
 * chat.charla.server.fault.Strace} makes the operating system fail at a chosen system call.
 *
 * <p>A fault is a test with a tag {@code fault:NAME}, in any package, and a row of docs/faults.md.
 * Only {@code scripts/faults} runs the faults with the tag {@code fault-script}; those that also
 * have the tag {@code fault-alone} compare measured times, so they run while no other test does.
 */
@NullMarked
package chat.charla.server.fault;

import org.jspecify.annotations.NullMarked;
