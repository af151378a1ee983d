package chat.charla.server.chat;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.RoomSettings;
import chat.charla.v1.Limits;

/**
 * The settings of a chat.
 *
 * @param accounts who may get an identity
 * @param limits the limits that the server tells clients
 */
public record ChatConfig(
    IdentitySettings identities,
    ChatSettings chat,
    RoomSettings rooms,
    RetentionAges retention,
    AccountSettings accounts,
    Limits limits) {}
