package chat.charla.server.limit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A set with a random choice. Adding, removing and choosing an element take constant time. The set
 * compares elements by identity. Not thread-safe.
 */
final class Drawable<T> {
  private final List<T> elements = new ArrayList<>();
  private final Map<T, Integer> indices = new IdentityHashMap<>();

  int size() {
    return elements.size();
  }

  boolean isEmpty() {
    return elements.isEmpty();
  }

  void add(T element) {
    if (indices.putIfAbsent(element, elements.size()) == null) {
      elements.add(element);
    }
  }

  /** Removes an element, if it is present. The last element moves to the free index. */
  void remove(T element) {
    Integer index = indices.remove(element);
    if (index == null) {
      return;
    }
    T last = elements.remove(elements.size() - 1);
    if (last != element) {
      elements.set(index, last);
      indices.put(last, index);
    }
  }

  /** Returns a random element, and does not remove it. The set must not be empty. */
  T draw(RandomGenerator random) {
    return elements.get(random.nextInt(elements.size()));
  }
}
