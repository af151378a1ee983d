package chat.charla.bench.http2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gives a profile the frames that the server has sent to the recorded client, at the same times.
 *
 * <p>A PING that data triggers is acknowledged at the time at which the PING of the recorded client
 * was acknowledged. The C core sends PINGs after waits that are partly random, so its profile sends
 * PINGs at other times. The n-th of these PINGs is acknowledged after the round-trip time of the
 * recorded client's n-th PING.
 */
final class Replay {
  private final List<FrameRecorder.Frame> frames;
  private final boolean byTime;
  private final VirtualTimers timers;
  private final FlowControl flowControl;
  private final Consumer<byte[]> out;
  private final List<Long> roundTrips;
  private int pings;

  /**
   * Creates a replay.
   *
   * @param frames the recording; not empty
   * @param out takes each frame that the profile writes
   */
  Replay(List<FrameRecorder.Frame> frames, ClientProfile profile, Consumer<byte[]> out) {
    this.frames = frames;
    this.byTime = profile == ClientProfile.C_CORE;
    this.out = out;
    this.timers = new VirtualTimers(frames.get(0).nanos());
    this.roundTrips = roundTrips(frames);
    this.flowControl = new FlowControl(profile, timers, this::write);
  }

  void run() {
    Map<Integer, FlowControl.Window> streams = new HashMap<>();
    for (FrameRecorder.Frame frame : frames) {
      timers.advance(frame.nanos());
      FlowControl.Window stream = streams.computeIfAbsent(frame.stream(), FlowControl.Window::new);
      if (frame.fromClient()) {
        if (frame.isAck() || frame.type() == Frames.HEADERS || frame.type() == Frames.DATA) {
          flowControl.writing();
        }
      } else if (frame.type() == Frames.DATA) {
        flowControl.received(stream, frame.length());
      } else if (frame.type() == Frames.PING && frame.isAck() && !byTime) {
        flowControl.acknowledged();
      } else if (frame.type() == Frames.HEADERS && (frame.flags() & Frames.END_STREAM) != 0) {
        flowControl.ended(stream);
      }
    }
  }

  private void write(byte[] frame) {
    out.accept(frame);
    if (byTime && Frames.type(frame, 0) == Frames.PING && !roundTrips.isEmpty()) {
      long roundTrip = roundTrips.get(Math.min(pings, roundTrips.size() - 1));
      pings++;
      timers.at(timers.now() + roundTrip, flowControl::acknowledged);
    }
  }

  /** How long each PING of the client took, in nanoseconds. */
  private static List<Long> roundTrips(List<FrameRecorder.Frame> frames) {
    List<Long> sent = new ArrayList<>();
    List<Long> trips = new ArrayList<>();
    for (FrameRecorder.Frame frame : frames) {
      if (frame.type() != Frames.PING || frame.fromClient() == frame.isAck()) {
        continue;
      }
      if (frame.fromClient()) {
        sent.add(frame.nanos());
      } else {
        trips.add(frame.nanos() - sent.get(trips.size()));
      }
    }
    return trips;
  }
}
