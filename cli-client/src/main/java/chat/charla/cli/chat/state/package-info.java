/**
 * The state of the chat. {@link chat.charla.cli.chat.state.ChatState} holds these parts: the {@link
 * chat.charla.cli.chat.state.Phase} of the chat, the {@link chat.charla.cli.chat.state.Rooms} with
 * the messages that were not shown yet, the users present in the {@link
 * chat.charla.cli.chat.state.Roster}, the peers of private conversations in {@link
 * chat.charla.cli.chat.state.PrivatePeers}, the {@link chat.charla.cli.chat.state.Ignored} users,
 * the {@link chat.charla.cli.chat.state.Link} to the server, and {@link
 * chat.charla.cli.chat.state.OwnMessages}, which ensures that each typed message is shown or
 * reported exactly once. The package shows and sends nothing. It uses only the contract and the
 * client library.
 */
@NullMarked
package chat.charla.cli.chat.state;

import org.jspecify.annotations.NullMarked;
