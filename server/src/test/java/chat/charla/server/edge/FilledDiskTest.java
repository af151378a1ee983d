package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of one address write as much as they can. The rate of bytes limits the size of the
 * database.
 */
@Timeout(10 * Patience.SECONDS)
class FilledDiskTest {
  private static final int IDENTITIES = 12;

  /** A text of 16,000 bytes. */
  private static final String LONG = "\ud83d\ude00".repeat(4_000);

  /** How many bytes one address may write in a day. The default is a thousand times as much. */
  private static final int BYTES_PER_DAY = 2_000_000;

  /**
   * How many bytes the clients may send beyond the rate: for each client the share of a session,
   * and one message.
   */
  private static final int SLACK = IDENTITIES * (BYTES_PER_DAY / 16_384 + 2 * 16_500);

  @TempDir private Path data;

  @Test
  @Tag("fault:filled-disk")
  void privateMessagesOfManyIdentitiesDoNotFillTheDisk() throws Exception {
    long empty = sizeOfDatabase(0);
    long full = sizeOfDatabase(Integer.MAX_VALUE);

    System.out.printf("filled-disk: %d bytes, at most %d%n", full - empty, BYTES_PER_DAY + SLACK);
    assertTrue(full - empty <= BYTES_PER_DAY + SLACK, full + " bytes instead of " + empty);
    assertTrue(full - empty >= BYTES_PER_DAY / 2, "the clients have used most of the rate");
  }

  /**
   * The size of the database in bytes, after each identity has sent as many messages as it may.
   *
   * @param most the highest number of messages of one identity
   */
  private long sizeOfDatabase(int most) throws IOException {
    Path directory = data.resolve("most-" + most);
    try (RunningServer server = serve(directory)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < IDENTITIES; i++) {
        clients.add(server.join("Writer-" + i));
      }
      for (int i = 0; i < IDENTITIES; i++) {
        RawClient recipient = clients.get((i + 1) % IDENTITIES);
        int sent = 0;
        while (sent < most && isAccepted(clients.get(i), recipient)) {
          sent++;
        }
      }
    }
    return Files.size(directory.resolve("charla.db"));
  }

  private static boolean isAccepted(RawClient author, RawClient recipient) {
    try {
      author.sendPrivately(recipient, LONG);
      return true;
    } catch (StatusRuntimeException e) {
      Refusal refusal = Refusal.of(e.getStatus(), e.getTrailers());
      refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
      assertEquals(Map.of("limit", "bytes", "scope", "address"), refusal.metadata());
      return false;
    }
  }

  private static RunningServer serve(Path directory) throws IOException {
    Map<Quota, Rate> perAddress = Map.of(Quota.BYTES, new Rate(BYTES_PER_DAY, Duration.ofDays(1)));
    return RunningServer.with(
        directory,
        config ->
            config
                .rates(new RateSettings(Map.of(), perAddress, 0, Duration.ZERO))
                .connections(new ConnectionChanges().limitLoopback(true).settings()));
  }
}
