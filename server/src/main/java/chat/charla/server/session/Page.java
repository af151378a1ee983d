package chat.charla.server.session;

import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;

/**
 * A piece of a list in the order of its keys.
 *
 * @param next the key after which the next page starts; empty at the end
 */
public record Page<T>(List<T> items, String next) {
  public Page {
    items = List.copyOf(items);
  }

  /** At most {@code size} values whose keys come after {@code after}. */
  static <V, T> Page<T> of(
      NavigableMap<String, V> all, String after, int size, Function<V, T> mapping) {
    NavigableMap<String, V> rest = all.tailMap(after, false);
    List<T> items = rest.values().stream().limit(size).map(mapping).toList();
    boolean more = rest.size() > size;
    String last = more ? rest.keySet().stream().skip(size - 1L).findFirst().orElseThrow() : "";
    return new Page<>(items, last);
  }
}
