package chat.charla.server.log;

/**
 * What makes a send repeatable: the same key is the same send.
 *
 * @param identityId the sender
 * @param timeline the room, or for a private message the sender's inbox
 * @param clientMessageId the sender's own id for it, never empty
 */
public record DedupeKey(String identityId, TimelineId timeline, String clientMessageId) {}
