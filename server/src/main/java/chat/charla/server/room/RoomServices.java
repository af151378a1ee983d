package chat.charla.server.room;

import chat.charla.server.delivery.Delivery;
import chat.charla.server.health.Health;
import chat.charla.server.log.MessageLog;
import chat.charla.server.scheduling.Scheduler;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The services that rooms and inboxes share.
 *
 * @param log stores the messages
 * @param health watches whether the work makes progress
 * @param delivery delivers events to the readers
 * @param clock the wall clock, for timestamps
 * @param observedMillis the observed time in milliseconds, for the age of messages; never goes back
 * @param activity receives what the operator may see
 */
public record RoomServices(
    MessageLog log,
    Scheduler core,
    Health health,
    Delivery delivery,
    InstantSource clock,
    LongSupplier observedMillis,
    Activity activity) {}
