package chat.charla.client;

/**
 * The services that {@link Joining}, {@link AccountCalls}, {@link ConverseStream} and {@link
 * Departure} share. Immutable.
 */
final class CallServices {
  final Transport transport;
  final Scheduler scheduler;
  final ClientOptions options;
  final Notifier notifier;

  CallServices(Transport transport, Scheduler scheduler, ClientOptions options, Notifier notifier) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.options = options;
    this.notifier = notifier;
  }
}
