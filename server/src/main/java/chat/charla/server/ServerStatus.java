package chat.charla.server;

import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.admin.v1.Usage;
import chat.charla.server.chat.ChatFigures;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.disk.DiskWatch;
import chat.charla.server.grpc.GrpcServer;
import chat.charla.server.health.Health;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.StorageSpace;
import chat.charla.server.tls.TlsReloader;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a server for its operator, under the names of the contract. Any thread may read
 * them.
 */
record ServerStatus(
    ServerConfig config,
    Health health,
    GrpcServer grpc,
    ChatFigures chat,
    LocalDelivery delivery,
    MemoryShare memory,
    Storage storage,
    DiskWatch disk,
    @Nullable TlsReloader tls) {

  GetStatusResponse read() {
    StorageSpace space = storage.space();
    long millis = ManagementFactory.getRuntimeMXBean().getUptime();
    GetStatusResponse.Builder status =
        GetStatusResponse.newBuilder()
            .setVersion(Version.current())
            .setUptime(
                Duration.newBuilder()
                    .setSeconds(millis / 1000)
                    .setNanos((int) (millis % 1000) * 1_000_000))
            .setServing(health.isHealthy())
            .setConnections(
                usage(grpc.openConnections(), config.connections().limits().maxConnections()))
            .setStreamCount(chat.streams())
            .setPresentCount(chat.present())
            .setIdentities(usage(chat.identities(), config.capacity().identities()))
            .setRooms(usage(chat.rooms(), config.capacity().rooms()))
            .setMemberships(usage(chat.memberships(), config.capacity().memberships()))
            .setMemory(usage(memory.used(), memory.limit()))
            .setBehindCount(delivery.subscriptionsBehind())
            .setDatabaseBytes(bytes(space.database()) + bytes(space.log()))
            .setDiskFreeBytes(bytes(space.free()))
            .setDiskMinFreeBytes(disk.minFreeBytes());
    if (tls != null) {
      tls.certificateExpiry()
          .ifPresent(
              expiry ->
                  status.setCertificateExpireTime(
                      Timestamp.newBuilder().setSeconds(expiry.getEpochSecond())));
    }
    return status.build();
  }

  private static Usage usage(long used, long limit) {
    return Usage.newBuilder().setUsed(used).setLimit(limit).build();
  }

  /** The number, or 0 if it is unknown. */
  private static long bytes(double number) {
    return Double.isNaN(number) ? 0 : (long) number;
  }
}
