package chat.charla.server.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The subscriptions of one event loop to one timeline.
 *
 * <p>The loop drains a few subscriptions at a time, and writes their output to the connections
 * before it drains the next few. So a connection's state is still in the processor's cache when the
 * loop writes to the connection. A large room also does not delay other work of the loop for long.
 */
final class SubscriberGroup {
  private static final int DRAINED_AT_ONCE = 32;

  private final ReaderLoop loop;
  private final AtomicBoolean passIsScheduled = new AtomicBoolean();

  /** Owned by the loop. */
  private final List<Member> members = new ArrayList<>(1);

  /** A subscription, as its group sees it. Called on the loop. */
  interface Member {
    /** Sends as much as the client accepts. */
    void drain();

    /** The index in the group, as the latest {@link #groupIndex(int)} has set it. */
    int groupIndex();

    /** Stores the index in the group. */
    void groupIndex(int index);
  }

  SubscriberGroup(ReaderLoop loop) {
    this.loop = loop;
  }

  boolean belongsTo(ReaderLoop other) {
    return loop == other;
  }

  ReaderLoop loop() {
    return loop;
  }

  /** Makes the loop drain all subscriptions soon. Called by any thread. */
  void wake() {
    if (passIsScheduled.compareAndSet(false, true)) {
      loop.execute(this::startPass);
    }
  }

  void add(Member member) {
    member.groupIndex(members.size());
    members.add(member);
  }

  /** Removes the member in constant time. The last member moves to the free index. */
  void remove(Member member) {
    int index = member.groupIndex();
    Member last = members.remove(members.size() - 1);
    if (last != member) {
      members.set(index, last);
      last.groupIndex(index);
    }
  }

  private void startPass() {
    // An event that is published from here on causes another pass.
    passIsScheduled.set(false);
    drainPortion(members.size() - 1);
  }

  /**
   * Drains from the highest index down. When a member ends, the last member moves to the free
   * index; in this order, the last member has already been drained.
   */
  private void drainPortion(int from) {
    int index = Math.min(from, members.size() - 1);
    for (int count = 0; count < DRAINED_AT_ONCE && index >= 0; count++) {
      members.get(index--).drain();
      index = Math.min(index, members.size() - 1);
    }
    if (index >= 0) {
      int rest = index;
      loop.execute(() -> drainPortion(rest));
    }
  }
}
