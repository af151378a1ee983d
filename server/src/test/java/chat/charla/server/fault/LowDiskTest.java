package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.Refusal;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other files fill a disk of 64 MiB until the server refuses to write. The disk is a tmpfs that
 * only the server's process has mounted. Skipped where the machine does not permit that.
 */
@Timeout(10 * Patience.SECONDS)
class LowDiskTest {
  private static final long MB = 1_000_000;
  private static final String[] ON_A_SMALL_DISK = {
    "unshare",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    "mount -t tmpfs -o size=64m none \"$0\" && exec \"$@\""
  };

  @TempDir private Path mount;

  @BeforeEach
  void requireNamespaces() throws Exception {
    ProcessBuilder trial =
        new ProcessBuilder("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    trial.command().add(mount.toString());
    boolean permitted;
    try {
      permitted = trial.start().waitFor() == 0;
    } catch (IOException missing) {
      permitted = false;
    }
    Assumptions.assumeTrue(permitted, "unshare may not mount a file system here");
  }

  @Test
  @Tag("fault-script")
  @Tag("fault-long")
  @Tag("fault:disk-low")
  void theServerRefusesWritesBeforeTheDiskIsFull() throws Exception {
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      RawClient berta = clients.join("Berta");
      String text = "\ud83d\ude00".repeat(4_000);
      for (int i = 0; i < 350; i++) {
        ana.say(text);
      }
      berta.say("little");

      fill(server, 15 * MB);
      awaitLine(server, "of free space, less than 20.0 MB");
      requireRefused(ana);
      berta.say("more");
      assertEquals(ServingStatus.SERVING, health(berta));

      fill(server, 5 * MB);
      awaitLine(server, "of free space, less than half of 20.0 MB");
      requireRefused(berta);
      Refusal.of(() -> clients.join("Carla"))
          .is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      assertEquals(352, LogPages.all(berta, "lobby").size(), "reading goes on");
      Patience.await("NOT_SERVING", () -> health(berta) == ServingStatus.NOT_SERVING);

      Files.delete(filler(server));
      awaitLine(server, "The disk has enough free space again");
      ana.say("again");
      Patience.await("SERVING", () -> health(berta) == ServingStatus.SERVING);
      List<String> lines =
          server.console().all().stream().filter(line -> line.contains("free space")).toList();
      assertEquals(3, lines.size(), lines::toString);
      server.terminate();
      assertEquals(0, server.exitCode());
    }
  }

  private ServerProgram start() throws IOException {
    return ServerProgram.classPath()
        .under(ON_A_SMALL_DISK)
        .under(mount.toString())
        .configuredDisk()
        .data(mount.resolve("data"))
        .option("--quiet", "--min-free-disk", "20M")
        .option("--byte-rate", "10M/1d", "--message-rate", "0")
        .start();
  }

  private static void requireRefused(RawClient client) {
    Refusal refusal = Refusal.of(() -> client.say("refused"));
    refusal.is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    assertEquals(Map.of("cause", "disk_low"), refusal.metadata());
  }

  private static void awaitLine(ServerProgram server, String words) {
    server.console().await(words, line -> line.contains(words));
  }

  /** Makes a file so large that this many bytes of the disk are left. */
  private void fill(ServerProgram server, long left) throws IOException {
    Path filler = filler(server);
    try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
      byte[] block = new byte[1 << 16];
      file.seek(file.length());
      while (filler.toFile().getUsableSpace() > left) {
        file.write(block);
      }
    }
  }

  /** A file on the server's disk, as other processes can reach it. */
  private Path filler(ServerProgram server) {
    return Path.of("/proc/" + server.pid() + "/root" + mount.toAbsolutePath() + "/filler");
  }

  private static ServingStatus health(RawClient client) {
    return HealthGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(ChatServiceGrpc.SERVICE_NAME).build())
        .getStatus();
  }
}
