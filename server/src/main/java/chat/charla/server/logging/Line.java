package chat.charla.server.logging;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log or the console, before it is formatted. Immutable.
 *
 * @param time when the line was logged
 * @param logger the name of the logger; null for a line of the console
 * @param message the text for people, which may contain any character
 * @param fields the content of the message for programs, in the order in which it is written
 * @param thrown the failure whose stack trace belongs to the line; null if there is none
 * @param leftOut how many other lines of the same kind this line represents, because they were left
 *     out
 */
public record Line(
    Instant time,
    Level level,
    @Nullable String logger,
    String message,
    Map<String, String> fields,
    @Nullable Throwable thrown,
    long leftOut) {

  /** The name of the field with the address of a client, which {@link TextFormat} shows. */
  public static final String ADDRESS = "address";

  /** A line of the console. */
  public static Line ofConsole(
      Instant time, Level level, String message, Map<String, String> fields) {
    return new Line(time, level, null, message, fields, null, 0);
  }

  /** This line, which also represents this number of other lines of its kind. */
  Line representing(long others) {
    return new Line(time, level, logger, message, fields, thrown, others);
  }
}
