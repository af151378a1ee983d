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
        public void received(int bytes) {
          // No data triggers a PING.
        }

        @Override
        public int acknowledged() {
          return 0;
        }
      };

  /**
   * A DATA frame has arrived. May send a PING.
   *
   * @param bytes the length of the frame's payload
   */
  void received(int bytes);

  /**
   * The PING has been acknowledged.
   *
   * @return the new size of all windows in bytes. If it is not larger than the present size, the
   *     windows do not change
   */
  int acknowledged();
}
