package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * A timeline that cannot be used, because its stored data is damaged.
 *
 * @param name the stored name; null if the name is lost
 * @param finding what is damaged, for the operator
 * @param event if the name is lost, the timeline's oldest event, from which the operator may
 *     recognise the room or inbox; otherwise empty
 */
public record DamagedTimeline(@Nullable String name, String finding, byte[] event) {}
