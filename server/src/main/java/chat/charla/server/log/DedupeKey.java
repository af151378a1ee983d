package chat.charla.server.log;

/**
 * Identifies a send, so that the server recognises its repetition: two sends with the same key are
 * the same send.
 *
 * @param identityId the sender
 * @param timeline the room, or the sender's inbox for a private message
 * @param clientMessageId the id that the sender chose, never empty
 */
public record DedupeKey(String identityId, TimelineId timeline, String clientMessageId) {}
