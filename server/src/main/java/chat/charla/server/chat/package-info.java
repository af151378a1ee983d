/**
 * What a caller can ask for: joining, streams and their commands, messages, memberships and lists.
 *
 * <p>{@link Chat} is the entry point: it has a method for every RPC, which any thread may call. The
 * core, the serial executor that makes all decisions, owns the objects behind the {@code Chat}.
 * {@link ChatAssembly} connects them. {@link Authentication} finds the session of a {@link
 * Caller}'s token.
 *
 * <ul>
 *   <li><b>A stream.</b> {@link Streams} makes each {@link ConverseStream}, whose Javadoc shows the
 *       states of a stream. The stream authenticates its call, parses the first command as an
 *       {@link OpenCommand}, and asks {@link ResumePoints} where each timeline resumes. {@link
 *       FollowedTimelines} delivers the stream's events through the port of {@code delivery}. The
 *       port {@link StreamOutlet} sends the stream's answers.
 *   <li><b>A command of a stream.</b> It waits in the {@link CommandQueue}. {@link CommandDispatch}
 *       then passes a message to the {@link MessageGate}, and an {@code EnterRoom} or {@code
 *       LeaveRoom} to {@link Memberships}. These classes use the stream as a {@link CommandCall}.
 *   <li><b>A command of a unary call.</b> {@link UnaryCommands} passes it to the same {@link
 *       CommandDispatch}, with an {@link ExecuteCall} in place of a stream. {@link RoomChanges}
 *       puts the room changes of one identity in order.
 *   <li><b>A message.</b> A message of a stream or a unary call gets its turn in a {@link
 *       SendOrder}. The {@link MessageGate} submits the message as a {@link
 *       chat.charla.server.room.Post} to its {@link chat.charla.server.room.Room} or to the
 *       inboxes, which accept or refuse it.
 *   <li><b>A Join.</b> {@link Joining} answers the call. {@link
 *       chat.charla.server.identity.Admission} creates the identity or changes its name. The chat
 *       implements the three ports that a Join needs: {@link Homes} gives the identity an inbox and
 *       makes it a member of the lobby, {@link Presence} tells the identity's rooms, and {@link
 *       CommandRates} limits Joins.
 *   <li><b>An account.</b> {@link AccountCalls} has a method for every RPC about accounts. Package
 *       {@code account} checks credentials, {@link chat.charla.server.identity.Sessions} opens and
 *       ends sessions, and {@link SessionLists} describes them. {@link Scopes} says what an access
 *       token needs for each call and command.
 *   <li><b>Presence.</b> {@link Presence} tells rooms which identities are present, and {@link
 *       Losses} announces which of them have lost their streams.
 *   <li><b>Rates.</b> {@link CommandRates} counts commands and calls before they are carried out.
 *       {@link MessageGate} counts a message and its bytes later, when the room or inbox knows
 *       whether the message is a repetition. Both use {@link Rates}. Both also ask {@link
 *       DiskRules}, which refuse requests for which the disk has no space.
 *   <li><b>Lists.</b> {@link Lists} answers list calls page by page; {@link History} reads
 *       messages.
 *   <li><b>Start and end.</b> {@link Restoration} reads the stored state when the server starts.
 *       {@link IdentityEnd} ends an identity: its streams, its memberships, its record and its
 *       inbox.
 * </ul>
 */
@NullMarked
package chat.charla.server.chat;

import org.jspecify.annotations.NullMarked;
