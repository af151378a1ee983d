package chat.charla.server.chat;

import chat.charla.server.fatal.Indivisible;

/** The stream delivers all events up to the heads, and then ends with OK. */
final class DrainingStream extends StreamState {
  private final CoreStream stream;

  DrainingStream(CoreStream stream) {
    this.stream = stream;
  }

  /** Begins to drain. The stream must be in this state. */
  void begin() {
    stream.timelines().finish(stream.in(this, this::delivered));
  }

  private void delivered() {
    Indivisible.change(stream::endSilently);
    stream.outlet().complete();
  }
}
