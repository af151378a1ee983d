package chat.charla.server.log;

import org.jspecify.annotations.Nullable;

/**
 * A timeline that cannot be used, because what is stored of it is damaged.
 *
 * @param name the stored name; null if the name is lost
 * @param finding what is damaged, for the operator
 * @param event the oldest event if the name is lost, because an event may show whose it is;
 *     otherwise empty
 */
public record DamagedTimeline(@Nullable String name, String finding, byte[] event) {}
