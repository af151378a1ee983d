package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;

/**
 * Counts and checks all deliveries of one room: each reader must get each number once, in order. It
 * also reports when a text has reached all readers.
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
   * Creates an empty tally.
   *
   * @param room the name for failure messages
   * @param maxInFlight how many texts may be in flight
   * @param whenComplete run for each text that has reached all readers
   */
  public Tally(String room, int readers, int maxInFlight, Runnable whenComplete) {
    this.room = room;
    this.next = new long[readers];
    this.missing = new int[maxInFlight];
    this.whenComplete = whenComplete;
  }

  /** Counts a text that is about to be sent, and returns its number. */
  public long send() {
    if (inFlight() == missing.length) {
      throw new BenchFailure("too many texts in flight");
    }
    missing[(int) (sent % missing.length)] = next.length;
    return sent++;
  }

  @Override
  public void delivered(int reader, long number) {
    long expected = next[reader];
    if (number != expected || number >= sent) {
      throw new BenchFailure(
          room + ": reader " + reader + " got " + number + " but expected " + expected);
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

  /** The number of sent texts. */
  public long sent() {
    return sent;
  }

  /** The number of texts that the server has acknowledged. */
  public long acknowledged() {
    return acknowledged;
  }

  /** The number of deliveries. */
  public long deliveries() {
    return deliveries;
  }

  /** The number of texts that have not reached all readers. */
  public long inFlight() {
    return sent - complete;
  }
}
