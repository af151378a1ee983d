package chat.charla.bench.scenario;

/**
 * The figures of a run in which no delivery was missing.
 *
 * @param messages the number of texts sent
 * @param deliveries the number of deliveries: one for each text and reader
 * @param seconds the duration of the run
 * @param serverMicros CPU time of the server, in microseconds
 * @param compilerMicros the part of {@code serverMicros} that Java's compiler used
 * @param ownMicros CPU time of the load generator, in microseconds
 */
record Measured(
    long messages,
    long deliveries,
    double seconds,
    double serverMicros,
    double compilerMicros,
    double ownMicros) {
  private static final double PERCENT = 100;

  /** These figures without the CPU time that another load uses in the same time. */
  Measured without(Measured other) {
    double share = seconds / other.seconds;
    return new Measured(
        messages,
        deliveries,
        seconds,
        Math.max(0, serverMicros - share * other.serverMicros),
        Math.max(0, compilerMicros - share * other.compilerMicros),
        Math.max(0, ownMicros - share * other.ownMicros));
  }

  double serverMicrosPerDelivery() {
    return serverMicros / deliveries;
  }

  double serverMicrosPerMessage() {
    return serverMicros / messages;
  }

  /** The percentage of the server's CPU time that Java's compiler used. */
  double compilerPercent() {
    return serverMicros == 0 ? 0 : PERCENT * compilerMicros / serverMicros;
  }

  double ownMicrosPerDelivery() {
    return ownMicros / deliveries;
  }

  double deliveriesPerSecond() {
    return deliveries / seconds;
  }

  double messagesPerSecond() {
    return messages / seconds;
  }
}
