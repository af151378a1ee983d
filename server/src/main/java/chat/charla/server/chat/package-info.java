/**
 * What a caller can ask for: joining, streams and their commands, messages, memberships and lists.
 *
 * <p>{@link Chat} is the entry point: it has a method for every RPC, which any thread may call. The
 * core, the serial executor that makes all decisions, owns everything behind it; {@link
 * ChatAssembly} connects the parts. {@link Authentication} finds the session of a {@link Caller}'s
 * token.
 *
 * <ul>
 *   <li><b>A stream.</b> {@link Streams} makes each {@link ConverseStream}, which authenticates its
 *       call, parses the first command as an {@link OpenCommand}, and gets from {@link Resuming}
 *       where its timelines resume. Its {@link FollowedTimelines} are delivered by the port of
 *       {@code delivery}; its answers go to the port {@link StreamOutlet}.
 *   <li><b>A command of a stream.</b> It waits in the {@link CommandQueue}. {@link CommandDispatch}
 *       carries it out: a message by the {@link MessageGate}, entering and leaving a room by {@link
 *       Memberships}. These know the stream as a {@link CommandingStream}.
 *   <li><b>A message</b>, of a stream or a call, gets its turn in a {@link SendOrder}; the {@link
 *       MessageGate} submits it as a {@link chat.charla.server.room.Post} to its {@link
 *       chat.charla.server.room.Room} or the inboxes. The decision is made there.
 *   <li><b>A Join.</b> {@link Joining} lets {@link chat.charla.server.identity.Admission} carry it
 *       out, and answers. The chat implements the three ports that the Join needs: {@link Homes}
 *       gives the identity an inbox and makes it a member of the lobby, {@link Presence} tells its
 *       rooms, and {@link CommandRates} limits it.
 *   <li><b>Presence.</b> {@link Presence} tells rooms which identities are present, and {@link
 *       Losses} announces which have lost their streams.
 *   <li><b>Rates.</b> {@link CommandRates} counts commands and calls before they are carried out,
 *       {@link MessageGate} counts messages when it is known whether they are repetitions. Both use
 *       {@link Rates}.
 *   <li><b>Lists.</b> {@link Lists} answers them page by page; {@link History} reads messages.
 *   <li><b>Start and end.</b> {@link Restoration} reads everything at the start. {@link
 *       IdentityEnd} ends an identity: its streams, its memberships, its record and its inbox.
 * </ul>
 */
@NullMarked
package chat.charla.server.chat;

import org.jspecify.annotations.NullMarked;
