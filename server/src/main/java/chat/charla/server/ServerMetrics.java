package chat.charla.server;

import chat.charla.server.chat.ChatFigures;
import chat.charla.server.chat.ChatFigures.JoinResult;
import chat.charla.server.chat.ChatFigures.LogInResult;
import chat.charla.server.chat.ChatFigures.SendResult;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.grpc.GrpcServer;
import chat.charla.server.health.Health;
import chat.charla.server.logging.LogOutput;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.metrics.Metrics;
import chat.charla.server.storage.Storage;
import chat.charla.server.tls.TlsReloader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives each figure of a server its name as a metric. {@code docs/monitoring.md} lists the metrics.
 */
final class ServerMetrics {
  private static final List<String> RESULT = List.of("result");
  private static final List<String> KIND = List.of("kind");
  private static final double MILLIS_PER_SECOND = 1000;

  private final Metrics metrics;

  ServerMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  private enum MemoryKind {
    ALL,
    WINDOWS
  }

  private enum Certificate {
    SERVER,
    CLIENT_AUTHORITY
  }

  /** Adds the metrics of the program and its process. */
  void process() {
    metrics.info("charla_build", "The version of the server.", "version", Version.current());
    metrics.counter(
        "charla_log_lines_left_out",
        "Lines of the console and the log that were left out.",
        LogOutput::unwrittenLines);
    metrics.gauge(
        "charla_direct_memory_used_bytes",
        "Memory outside the heap that the transport holds for its buffers.",
        ServerMetrics::usedDirectMemory);
    metrics.gauge(
        "charla_direct_memory_limit_bytes",
        "Maximum memory outside the heap that the transport may hold.",
        GrpcServer::directMemory);
    metrics.addJavaMetrics();
  }

  void health(Health health) {
    metrics.gauge(
        "charla_serving",
        "1 if the chat does its work, 0 if not, as the health check of the chat service says.",
        () -> health.isHealthy() ? 1 : 0);
  }

  void connections(GrpcServer grpc, int limit) {
    metrics.gauge("charla_connections", "Open connections.", grpc::openConnections);
    metrics.gauge(
        "charla_connections_limit",
        "Maximum number of connections (--max-connections).",
        () -> limit == 0 ? Double.POSITIVE_INFINITY : limit);
    metrics.counter(
        "charla_connections_refused",
        "Connections refused, or closed in favour of others.",
        grpc::refusedConnections);
    metrics.counter(
        "charla_refusals",
        "Refusals that clients have got.",
        List.of("reason", "scope"),
        samples ->
            grpc.refusals().forEach((reason, scope, count) -> samples.add(count, reason, scope)));
    metrics.counter("charla_calls_reset", "Calls reset to free memory.", grpc::abortedCalls);
  }

  void chat(ChatFigures chat, ServerConfig config) {
    metrics.gauge("charla_streams", "Open streams of sessions.", chat::streams);
    metrics.gauge("charla_users_present", "Users who are present.", chat::present);
    metrics.gauge("charla_identities", "Identities.", chat::identities);
    metrics.gauge(
        "charla_identities_limit",
        "Maximum number of identities (--max-users).",
        config.capacity()::identities);
    metrics.gauge("charla_accounts", "Identities that are accounts.", chat::accounts);
    metrics.gauge(
        "charla_accounts_limit",
        "Maximum number of accounts (--max-accounts).",
        config.capacity()::accounts);
    metrics.gauge("charla_sessions", "Sessions of guests and accounts.", chat::sessions);
    metrics.gauge("charla_rooms", "Rooms.", chat::rooms);
    metrics.gauge(
        "charla_rooms_limit", "Maximum number of rooms (--max-rooms).", config.capacity()::rooms);
    metrics.gauge(
        "charla_memberships", "Memberships in rooms other than the lobby.", chat::memberships);
    metrics.gauge(
        "charla_memberships_limit",
        "Maximum number of memberships (--max-memberships).",
        config.capacity()::memberships);
    metrics.counter(
        "charla_sends",
        "Sends that were answered.",
        RESULT,
        samples -> {
          for (SendResult result : SendResult.values()) {
            samples.add(chat.sends(result), result);
          }
        });
    metrics.counter(
        "charla_joins",
        "Calls of Join that were answered.",
        RESULT,
        samples -> {
          for (JoinResult result : JoinResult.values()) {
            samples.add(chat.joins(result), result);
          }
        });
    metrics.counter(
        "charla_logins",
        "Calls of LogIn that were answered.",
        RESULT,
        samples -> {
          for (LogInResult result : LogInResult.values()) {
            samples.add(chat.logIns(result), result);
          }
        });
    metrics.counter(
        "charla_leases_lapsed", "Leases that have ended; each frees a name.", chat::expiredLeases);
  }

  void delivery(LocalDelivery delivery) {
    metrics.counter(
        "charla_events_delivered",
        "Events passed to streams; an event counts once for each stream.",
        delivery::deliveredEvents);
    metrics.gauge(
        "charla_subscriptions", "Cursors of streams in timelines.", delivery::subscriptions);
    metrics.gauge(
        "charla_subscriptions_behind",
        "Cursors of streams that do not have all events of their timeline.",
        delivery::subscriptionsBehind);
  }

  void memory(MemoryShare all, MemoryShare windows) {
    metrics.gauge(
        "charla_memory_used_bytes",
        "Memory held for peers, as the budget counts it.",
        KIND,
        samples -> {
          samples.add(all.used(), MemoryKind.ALL);
          samples.add(windows.used(), MemoryKind.WINDOWS);
        });
    metrics.gauge(
        "charla_memory_limit_bytes",
        "Maximum memory held for peers (--memory-budget).",
        KIND,
        samples -> {
          samples.add(all.limit(), MemoryKind.ALL);
          samples.add(windows.limit(), MemoryKind.WINDOWS);
        });
  }

  void space(Storage storage) {
    metrics.gauge(
        "charla_database_size_bytes",
        "Size of the database file.",
        () -> storage.space().database());
    metrics.gauge(
        "charla_wal_size_bytes",
        "Size of the write-ahead log of the database.",
        () -> storage.space().log());
    metrics.gauge(
        "charla_disk_free_bytes",
        "Free space on the disk of the data directory that the server may use.",
        () -> storage.space().free());
  }

  void disk(DiskWatch disk) {
    metrics.gauge(
        "charla_disk_min_free_bytes",
        "How much of the disk should be free (--min-free-disk).",
        disk::minFreeBytes);
  }

  void certificates(TlsReloader tls) {
    metrics.gauge(
        "charla_certificate_expiry_timestamp_seconds",
        "When the first certificate of the server's chain, or of the client authorities, expires.",
        List.of("certificate"),
        samples -> {
          samples.add(seconds(tls.certificateExpiry()), Certificate.SERVER);
          samples.add(seconds(tls.clientAuthoritiesExpiry()), Certificate.CLIENT_AUTHORITY);
        });
  }

  /** The time in seconds since 1970; NaN, which means unknown, if the time is empty. */
  private static double seconds(Optional<Instant> time) {
    return time.map(known -> known.toEpochMilli() / MILLIS_PER_SECOND).orElse(Double.NaN);
  }

  /**
   * The memory of the transport's buffers, in bytes. Depending on the platform, the transport or
   * Java counts it.
   */
  private static double usedDirectMemory() {
    long counted = GrpcServer.usedDirectMemory();
    return counted >= 0
        ? counted
        : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }
}
