package chat.charla.bench.scenario;

import chat.charla.bench.process.PeerProcess;
import chat.charla.bench.process.ProcessFigures;

/** Reads the CPU times at the start and at the end of a run. */
final class Meter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PeerProcess server;
  private final double serverMicros;
  private final double compilerMicros;
  private final double ownMicros;
  private final long started;

  private Meter(PeerProcess server) {
    this.server = server;
    this.serverMicros = server.cpuMicros();
    this.compilerMicros = server.compilerMicros();
    this.ownMicros = own();
    this.started = System.nanoTime();
  }

  static Meter start(PeerProcess server) {
    return new Meter(server);
  }

  /** The figures since the start. */
  Measured stop(long messages, long deliveries) {
    double seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
    return new Measured(
        messages,
        deliveries,
        seconds,
        server.cpuMicros() - serverMicros,
        Math.max(0, server.compilerMicros() - compilerMicros),
        own() - ownMicros);
  }

  private static double own() {
    return ProcessFigures.cpuMicros(ProcessHandle.current().pid());
  }
}
