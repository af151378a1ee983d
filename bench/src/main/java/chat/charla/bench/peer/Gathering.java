package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets many members enter a room. At most a given number of entries are in progress at once.
 *
 * @param <M> the type of a member
 */
public final class Gathering<M> {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Starts the entry of one member. */
  @FunctionalInterface
  public interface Entry<M> {
    /**
     * Starts the entry.
     *
     * @param index the member's index, from 0
     * @param whenEntered must be run once, when the member has entered
     */
    M begin(int index, Runnable whenEntered);
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
   * Lets members enter, and returns them in the order of their indices when all have entered.
   *
   * @param atOnce the maximum number of entries that are in progress at the same time
   */
  public static <M> List<M> of(Loop loop, int count, int atOnce, Entry<M> entry) {
    Gathering<M> gathering = new Gathering<>(count, atOnce, entry);
    gathering.beginSome();
    loop.runUntil(
        "all " + count + " have entered",
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
