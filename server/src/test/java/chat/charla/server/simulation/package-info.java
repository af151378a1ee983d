/**
 * A whole chat in one thread: the production classes of server and client library, with only clock,
 * executors, disk and network replaced, under random load and random faults.
 *
 * <p>{@link chat.charla.server.simulation.Simulation} is one run from one seed. It has a {@link
 * chat.charla.server.simulation.SimulatedServer}, which is killed and restarted, and {@link
 * chat.charla.server.simulation.Person}s, whose {@link
 * chat.charla.server.simulation.SimulatedTransport}s lose and delay messages. Beside its stream, a
 * person makes {@link chat.charla.server.simulation.RoomCalls}, and a {@link
 * chat.charla.server.simulation.RepeatedSend} now and then. An {@link
 * chat.charla.server.simulation.AccountOwner} opens and ends sessions. An {@link
 * chat.charla.server.simulation.AccountOperator} suspends and resumes the account of an {@link
 * chat.charla.server.simulation.IssuerUser}. The users of one room change its settings, and
 * moderate each other: {@link chat.charla.server.simulation.Moderation}. When all faults have
 * ended, {@link chat.charla.server.simulation.FinalChecks} checks what must hold then. {@link
 * chat.charla.server.simulation.Received} checks what one person is told of its timelines, {@link
 * chat.charla.server.simulation.Truth} compares what the persons were told with what the disk has,
 * and {@link chat.charla.server.simulation.ShownPresence} compares what one person was told of
 * presence with what the server lists.
 *
 * <p>{@link chat.charla.server.simulation.MutationsMain} runs the simulation against servers with a
 * defect, which it must find.
 */
@NullMarked
package chat.charla.server.simulation;

import org.jspecify.annotations.NullMarked;
