package chat.charla.bench.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the closed loops of several peers alternately, so that other load on the machine affects all
 * of them equally.
 */
final class Turns {
  private Turns() {}

  /**
   * Measures each room {@link Scale.Pairs#rounds} times.
   *
   * @param <K> the key of a closed loop and of its runs, such as a peer
   * @param rooms the closed loops; the result has the same order
   * @param inFlight texts in flight in each room
   * @param size the size of the texts, in bytes
   */
  static <K> Map<K, List<Measured>> run(
      Scale scale, Map<K, ClosedLoop> rooms, int inFlight, int size) {
    Map<K, List<Measured>> measured = new LinkedHashMap<>();
    for (int round = 0; round < scale.pairs().rounds(); round++) {
      rooms.forEach(
          (key, room) ->
              measured
                  .computeIfAbsent(key, none -> new ArrayList<>())
                  .add(room.run(inFlight, size, scale.time().window())));
    }
    return measured;
  }
}
