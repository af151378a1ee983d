package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings many members in, a limited number at once.
 *
 * @param <M> what a member is
 */
public final class Gathering<M> {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Begins to bring one in. */
  @FunctionalInterface
  public interface Entry<M> {
    /**
     * Begins.
     *
     * @param index 0 and up
     * @param whenIn to be run once, when the member is in
     */
    M begin(int index, Runnable whenIn);
  }

  private final int count;
  private final int atOnce;
  private final Entry<M> entry;
  private final List<M> members;
  private int in;

  private Gathering(int count, int atOnce, Entry<M> entry) {
    this.count = count;
    this.atOnce = atOnce;
    this.entry = entry;
    this.members = new ArrayList<>(count);
  }

  /**
   * Brings so many in, and returns them in the order of their index.
   *
   * @param atOnce how many may be under way
   */
  public static <M> List<M> of(Loop loop, int count, int atOnce, Entry<M> entry) {
    Gathering<M> gathering = new Gathering<>(count, atOnce, entry);
    gathering.beginSome();
    loop.runUntil(
        "all " + count + " are in",
        SILENCE,
        () -> gathering.in,
        () -> {
          gathering.beginSome();
          return gathering.in == count;
        });
    return gathering.members;
  }

  private void beginSome() {
    while (members.size() < count && members.size() - in < atOnce) {
      members.add(entry.begin(members.size(), () -> in++));
    }
  }
}
