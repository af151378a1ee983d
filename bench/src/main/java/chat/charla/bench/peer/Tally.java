package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;

/**
 * Counts the deliveries of one room, all of them: each reader must get each number once, in order.
 * Tells when a text has reached everybody.
 */
public final class Tally implements Deliveries {
  private final String room;
  private final long[] next;
  private final int[] missing;
  private final Runnable whenComplete;
  private long sent;
  private long acknowledged;
  private long complete;
  private long deliveries;

  /**
   * A tally of nothing yet.
   *
   * @param room named in failures
   * @param maxInFlight how many texts may be under way
   * @param whenComplete run each time that a text has reached all readers
   */
  public Tally(String room, int readers, int maxInFlight, Runnable whenComplete) {
    this.room = room;
    this.next = new long[readers];
    this.missing = new int[maxInFlight];
    this.whenComplete = whenComplete;
  }

  /** Counts a text that is about to be sent, and tells its number. */
  public long send() {
    if (inFlight() == missing.length) {
      throw new BenchFailure("more texts under way than are counted");
    }
    missing[(int) (sent % missing.length)] = next.length;
    return sent++;
  }

  @Override
  public void delivered(int reader, long number) {
    long expected = next[reader];
    if (number != expected || number >= sent) {
      throw new BenchFailure(
          room + ": reader " + reader + " got " + number + " where " + expected + " comes next");
    }
    next[reader] = number + 1;
    deliveries++;
    if (--missing[(int) (number % missing.length)] == 0) {
      complete++;
      whenComplete.run();
    }
  }

  @Override
  public void acknowledged(long number) {
    acknowledged++;
  }

  /** How many texts have been sent. */
  public long sent() {
    return sent;
  }

  /** How many texts the server has acknowledged. */
  public long acknowledged() {
    return acknowledged;
  }

  /** How many deliveries there have been. */
  public long deliveries() {
    return deliveries;
  }

  /** How many texts have not reached everybody. */
  public long inFlight() {
    return sent - complete;
  }
}
