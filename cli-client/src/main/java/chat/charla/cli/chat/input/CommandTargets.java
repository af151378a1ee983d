package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.RoomView;

/**
 * What the {@link Commands} act on, besides the client and the display.
 *
 * @param outgoing sends messages
 * @param lookups queries the server
 * @param rooms shows the room that the user switches to
 * @param quit starts to leave
 */
public record CommandTargets(
    OutgoingText outgoing, Lookups lookups, RoomView rooms, Runnable quit) {}
