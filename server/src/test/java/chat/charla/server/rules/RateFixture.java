package chat.charla.server.rules;

import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import java.time.Duration;
import java.util.Map;

/** A server with low rates, and Ana, who has joined. */
abstract class RateFixture {
  /** The number of messages that a session may send at once. */
  static final int MESSAGES = 4;

  /** The number of commands that a session may send at once. */
  static final int COMMANDS = 20;

  /**
   * How many refusals a session may get for one quota during the time that it was told to wait. A
   * session that gets more is flooding.
   */
  static final int FLOOD = 6;

  /** For how long the server refuses all requests of a session that floods. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  World world =
      new World()
          .rates(
              new RateSettings(
                  Map.of(
                      Quota.MESSAGES, new Rate(MESSAGES, Duration.ofSeconds(8)),
                      Quota.COMMANDS, new Rate(COMMANDS, Duration.ofSeconds(20)),
                      Quota.JOINS, new Rate(2, Duration.ofMinutes(1)),
                      Quota.ROOMS, new Rate(1, Duration.ofHours(1))),
                  Map.of(),
                  FLOOD,
                  PAUSE));
  ScriptedClient ana = world.join("Ana");

  /** Replaces the server by one with these rates. Ana joins the new server. */
  final void useServerWith(Map<Quota, Rate> perSession) {
    world = new World().rates(new RateSettings(perSession, Map.of(), FLOOD, PAUSE));
    ana = world.join("Ana");
  }

  /** Which limit this command exceeded. */
  static String limit(ScriptedStream stream, String requestId) {
    return stream.result(requestId).getError().getMetadataOrThrow("limit");
  }
}
