/**
 * Starts the server: reads the configuration, connects the parts, and writes the operator's
 * console.
 *
 * <p>{@link Commands} chooses the command: {@link ServerCommand}, or {@link BackupCommand} and
 * {@link RestoreCommand}, which run without a server.
 *
 * <p>{@link ConfigurationReader} reads the {@link ServerOptions} of the command line, the
 * environment and the configuration file ({@code options}) into a {@link ServerConfig}, which
 * {@link ServerCommand} runs; {@link CharlaServer} constructs the parts, starts them in order, and
 * closes them in reverse. The features are in the packages below, and dependencies between these
 * packages point one way: {@code grpc → chat → account → identity, room → delivery → log}. {@code
 * identity} implements two interfaces of {@code room}, and uses no other class of that package.
 * {@code grpc}, {@code chat}, {@code account}, {@code identity} and {@code room} represent a
 * refusal by a value of {@code refusal}. {@code storage} is the port to all stored data. Only the
 * wiring in {@code chat.charla.server} depends on the adapter {@code storage.sqlite}. {@code tls}
 * provides certificates to {@code grpc}, {@code proxy} provides the address of a client behind a
 * proxy, {@code ban} the bans of addresses, and {@code name} the rules for names. {@code limit}
 * enforces rates and connection limits, and {@code memory} the memory budget. {@code disk} watches
 * how much of the disk is free. {@code health} reports whether the server does its work, and {@code
 * fatal} ends the process if it cannot continue. {@code logging} writes the lines of the console
 * and of all loggers, and limits them. {@code metrics} serves figures about all of these; {@code
 * ServerMetrics} gives each figure its name.
 *
 * <p>To follow a message from the wire to all its readers, read {@code grpc.ConverseCall}, {@code
 * chat.ConverseStream}, {@code chat.CommandDispatch}, {@code chat.MessageGate}, {@code room.Room},
 * {@code room.PostingQueue}, {@code room.Batch}, {@code room.Timeline}, {@code
 * delivery.TimelineWindow} and {@code delivery.Subscription}, in this order.
 *
 * <p>To follow a call of Join, read {@code grpc.UnaryCalls}, {@code chat.Chat}, {@code
 * chat.Joining}, {@code identity.Admission}, {@code identity.NewIdentities}, {@code
 * identity.IdentityRecord}, {@code chat.Presence} and {@code identity.Leases}, in this order.
 */
@NullMarked
package chat.charla.server;

import org.jspecify.annotations.NullMarked;
