package chat.charla.bench.scenario;

/**
 * What a run has cost. All deliveries are counted, and none was missing.
 *
 * @param messages texts sent
 * @param deliveries texts that have reached a reader, each reader counted
 * @param seconds how long it took
 * @param serverMicros CPU of the server
 * @param compilerMicros how much of that was Java's compiler
 * @param ownMicros CPU of the load generator
 */
record Measured(
    long messages,
    long deliveries,
    double seconds,
    double serverMicros,
    double compilerMicros,
    double ownMicros) {
  private static final double PERCENT = 100;

  double serverMicrosPerDelivery() {
    return serverMicros / deliveries;
  }

  double serverMicrosPerMessage() {
    return serverMicros / messages;
  }

  /** How much of the server's CPU was Java's compiler. */
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
