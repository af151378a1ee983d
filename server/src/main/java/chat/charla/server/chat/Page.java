package chat.charla.server.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;

/**
 * A page of a list that is ordered by keys.
 *
 * @param next the key after which the next page starts; empty at the end of the list
 */
public record Page<T>(List<T> items, String next) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * The page of the first values whose keys are greater than {@code after}; at most {@code size}.
   */
  static <V, T> Page<T> of(
      NavigableMap<String, V> all, String after, int size, Function<V, T> mapping) {
    List<T> items = new ArrayList<>();
    String last = "";
    for (Map.Entry<String, V> entry : all.tailMap(after, false).entrySet()) {
      if (items.size() == size) {
        return new Page<>(items, last);
      }
      items.add(mapping.apply(entry.getValue()));
      last = entry.getKey();
    }
    return new Page<>(items, "");
  }
}
