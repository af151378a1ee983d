package chat.charla.bench.scenario;

/**
 * What a run has cost. All deliveries are counted, and none was missing.
 *
 * @param messages texts sent
 * @param deliveries texts that have reached a reader, each reader counted
 * @param seconds how long it took
 * @param serverMicros CPU of the server
 * @param ownMicros CPU of the load generator
 */
record Measured(
    long messages, long deliveries, double seconds, double serverMicros, double ownMicros) {

  double serverMicrosPerDelivery() {
    return serverMicros / deliveries;
  }

  double serverMicrosPerMessage() {
    return serverMicros / messages;
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
