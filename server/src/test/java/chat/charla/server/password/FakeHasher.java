package chat.charla.server.password;

import chat.charla.testkit.VirtualTime;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Computes cheap hashes. Each takes a tenth of a second of virtual time. */
public final class FakeHasher extends VirtualTime.SerialExecutor implements Hasher {
  /** How long a hash takes. */
  public static final Duration TIME = Duration.ofMillis(100);

  private static final int AT_ONCE = 2;

  private final List<byte[]> passwords = new ArrayList<>();
  private int inProgress;
  private int most;
  private int begun;
  private boolean broken;

  /** Creates a hasher that uses this time. */
  public FakeHasher(VirtualTime time) {
    super(time);
  }

  @Override
  public int maxConcurrent() {
    return AT_ONCE;
  }

  @Override
  public CompletionStage<byte[]> tag(
      byte[] password, byte[] salt, HashParameters parameters, int tagBytes) {
    begun++;
    inProgress++;
    most = Math.max(most, inProgress);
    passwords.add(password);
    CompletableFuture<byte[]> stage = new CompletableFuture<>();
    later(
        TIME,
        () -> {
          inProgress--;
          if (broken) {
            stage.completeExceptionally(new IllegalStateException("broken"));
          } else {
            stage.complete(digest(password, salt, parameters, tagBytes));
          }
        });
    return stage;
  }

  /** Sets whether all hashes that end from now on fail. */
  void setBroken(boolean broken) {
    this.broken = broken;
  }

  /** How many hashes have begun. */
  int begun() {
    return begun;
  }

  /** The largest number of hashes that were in progress at the same time. */
  int mostAtOnce() {
    return most;
  }

  /** The passwords as the hasher has received them. */
  List<byte[]> passwords() {
    return passwords;
  }

  private static byte[] digest(
      byte[] password, byte[] salt, HashParameters parameters, int tagBytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(salt);
      digest.update(
          ByteBuffer.allocate(12)
              .putInt(parameters.memoryKib())
              .putInt(parameters.passes())
              .putInt(parameters.lanes())
              .flip());
      digest.update(password);
      return Arrays.copyOf(digest.digest(), tagBytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
