package chat.charla.bench.http2;

/**
 * A client's estimate of the bandwidth of one connection. It decides when to send a PING. When the
 * PING is acknowledged, it decides from the elapsed time and the data received whether to enlarge
 * the windows.
 */
interface Probe {
  /** The client makes no estimate. */
  Probe NONE =
      new Probe() {
        @Override
        public boolean received(int bytes) {
          return false;
        }

        @Override
        public int acknowledged() {
          return 0;
        }
      };

  /**
   * A DATA frame has arrived.
   *
   * @param bytes the length of the frame's payload
   * @return whether a PING must be sent now
   */
  boolean received(int bytes);

  /**
   * The PING has been acknowledged.
   *
   * @return the new size of all windows in bytes, larger than the present size; or 0 to leave the
   *     windows as they are
   */
  int acknowledged();
}
