package chat.charla.bench.http2;

import java.util.List;

/**
 * The numbers of frames that one connection has written because data arrived.
 *
 * @param window the first window of the connection, in bytes
 * @param streamWindow the first window of each stream, in bytes
 * @param pings PING frames, without acknowledgements
 * @param connectionUpdates WINDOW_UPDATE frames of the connection after the first request
 * @param streamUpdates WINDOW_UPDATE frames of streams
 * @param settings SETTINGS frames after the first request, without acknowledgements
 */
record FrameCounts(
    int window,
    int streamWindow,
    int pings,
    int connectionUpdates,
    int streamUpdates,
    int settings) {

  /** Counts what a client has written. */
  static FrameCounts recorded(List<FrameRecorder.Frame> frames) {
    Counter counter = new Counter();
    boolean greeting = true;
    int window = Frames.DEFAULT_WINDOW;
    int streamWindow = Frames.DEFAULT_WINDOW;
    for (FrameRecorder.Frame frame : frames) {
      if (!frame.fromClient() || frame.isAck()) {
        continue;
      }
      greeting &= frame.type() != Frames.HEADERS;
      if (!greeting) {
        counter.count(frame.type(), frame.stream());
      } else if (frame.type() == Frames.WINDOW_UPDATE) {
        window += Frames.intAt(frame.payload(), 0);
      } else if (frame.type() == Frames.SETTINGS) {
        streamWindow = streamWindow(frame.payload(), streamWindow);
      }
    }
    return counter.frameCounts(window, streamWindow);
  }

  /** Counts what a client of this profile writes when it gets the same frames at the same times. */
  static FrameCounts expected(List<FrameRecorder.Frame> frames, ClientProfile profile) {
    Counter counter = new Counter();
    new Replay(
            frames, profile, frame -> counter.count(Frames.type(frame, 0), Frames.stream(frame, 0)))
        .run();
    return counter.frameCounts(profile.window(), profile.window());
  }

  private static int streamWindow(byte[] settings, int before) {
    int window = before;
    for (int at = 0; at < settings.length; at += 6) {
      if (Frames.shortAt(settings, at) == Frames.SETTINGS_INITIAL_WINDOW_SIZE) {
        window = Frames.intAt(settings, at + 2);
      }
    }
    return window;
  }

  private static final class Counter {
    private int pings;
    private int connectionUpdates;
    private int streamUpdates;
    private int settings;

    void count(int type, int stream) {
      switch (type) {
        case Frames.PING -> pings++;
        case Frames.SETTINGS -> settings++;
        case Frames.WINDOW_UPDATE -> {
          if (stream == 0) {
            connectionUpdates++;
          } else {
            streamUpdates++;
          }
        }
        default -> {
          // Requests are not answers to data.
        }
      }
    }

    FrameCounts frameCounts(int window, int streamWindow) {
      return new FrameCounts(
          window, streamWindow, pings, connectionUpdates, streamUpdates, settings);
    }
  }
}
