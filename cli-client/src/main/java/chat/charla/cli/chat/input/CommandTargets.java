package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.RoomView;

/**
 * The objects that {@link Commands} uses, besides the client, the state and the display.
 *
 * @param outgoing sends messages
 * @param lookups queries the server
 * @param blocks blocks users
 * @param roomChanges changes the settings of rooms
 * @param moderation changes the roles and restrictions of members
 * @param signIn logs in and registers
 * @param singleSignOn logs in at the server's issuer
 * @param rooms shows the room that the user switches to
 * @param quit starts leaving the chat
 */
public record CommandTargets(
    OutgoingText outgoing,
    Lookups lookups,
    Blocks blocks,
    RoomChanges roomChanges,
    Moderation moderation,
    SignIn signIn,
    SingleSignOn singleSignOn,
    RoomView rooms,
    Runnable quit) {}
