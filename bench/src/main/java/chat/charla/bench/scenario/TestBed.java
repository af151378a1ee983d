package chat.charla.bench.scenario;

import chat.charla.bench.peer.Peers;
import java.io.PrintStream;

/**
 * The environment of a measurement.
 *
 * @param peers starts the servers
 * @param scale the sizes of the measurements
 * @param progress the stream for progress messages
 */
public record TestBed(Peers peers, Scale scale, PrintStream progress) {

  /** Prints a progress message. */
  public void say(String what) {
    progress.println("   ... " + what);
  }
}
