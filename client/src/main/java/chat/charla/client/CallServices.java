package chat.charla.client;

/**
 * What {@link Transitions}, {@link Joining}, {@link AccountCalls}, {@link ConverseStream} and
 * {@link Departure} need to make calls and to report to the application. Immutable.
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
