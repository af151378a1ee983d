package chat.charla.server.room;

import chat.charla.server.delivery.Timeline;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A post that has been accepted, before it has its sequences.
 *
 * @param event complete but for its sequence
 * @param timelines where it goes; the first one is the one its author is answered about
 * @param recipient of a private message
 */
record Draft(Event event, List<Timeline> timelines, @Nullable User recipient) {}
