package chat.charla.server.tls;

import chat.charla.server.fatal.ProcessEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys, and reads them again when the files change. It looks at what is in
 * them, not at their times: so it does not matter whether they are written, renamed, or behind a
 * symbolic link that is turned to another directory. What is not sound as a whole changes nothing
 * until the rest has come, and is told in the log once.
 *
 * <p>Not with gRPC's AdvancedTlsX509KeyManager: that reloads only if the times of both files have
 * changed, which they do not where a key is used again, and takes any two files for a pair.
 *
 * <p>Started and closed once, by one thread at a time.
 */
public final class TlsReloader implements AutoCloseable {
  /** Takes what the server is to prove itself with from now on. */
  @FunctionalInterface
  public interface Target {
    /**
     * Called by one thread at a time: first by the one that starts the server, then by the one that
     * watches the files.
     *
     * @throws TlsException if it cannot be used; what was in use goes on being used
     */
    void use(TlsIdentity identity) throws TlsException;
  }

  private static final Logger LOG = System.getLogger(TlsReloader.class.getName());

  private final TlsSettings settings;
  private final Path data;
  private final String host;
  private final Target target;
  private @Nullable ScheduledExecutorService watch;
  private @Nullable PemContents seen;
  private volatile @Nullable TlsIdentity inUse;
  private String problem = "";

  /**
   * Nothing is read yet.
   *
   * @param data the data directory, for a certificate that the server makes itself
   * @param host the host that the server listens on, which such a certificate names
   */
  public TlsReloader(TlsSettings settings, Path data, String host, Target target) {
    this.settings = settings;
    this.data = data;
    this.host = host;
    this.target = target;
  }

  /**
   * Hands on what is there, after making it if need be, and watches from now on.
   *
   * @throws TlsException if it cannot be used
   */
  public void start() throws TlsException {
    TlsSettings.PemFiles files = files();
    PemContents contents = PemContents.read(files, settings.clientAuthorities());
    use(contents.identity());
    seen = contents;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "charla-tls");
              thread.setDaemon(true);
              return thread;
            });
    watch = executor;
    long nanos = settings.checkInterval().toNanos();
    executor.scheduleWithFixedDelay(
        ProcessEnd.guarded(() -> look(files)), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** The fingerprint of the certificate that new connections are shown; empty before the start. */
  public String fingerprint() {
    TlsIdentity present = inUse;
    return present == null ? "" : present.fingerprint();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.shutdownNow();
    }
  }

  private TlsSettings.PemFiles files() throws TlsException {
    if (settings.source() instanceof TlsSettings.PemFiles files) {
      return files;
    }
    return SelfSignedCertificate.in(data, host);
  }

  /** An exception would end the watch. */
  private void look(TlsSettings.PemFiles files) {
    try {
      PemContents contents = PemContents.read(files, settings.clientAuthorities());
      PemContents before = seen;
      if (before != null && contents.isSameAs(before)) {
        problem = "";
        return;
      }
      use(contents.identity());
      seen = contents;
      problem = "";
      LOG.log(Level.INFO, "New certificate; SHA-256 fingerprint: {0}", fingerprint());
    } catch (TlsException e) {
      tell(String.valueOf(e.getMessage()));
    } catch (RuntimeException bug) {
      tell(bug.toString());
    }
  }

  private void use(TlsIdentity identity) throws TlsException {
    target.use(identity);
    inUse = identity;
    if (!identity.isValidAt(Instant.now())) {
      LOG.log(
          Level.WARNING,
          "The certificate is valid from {0} to {1} only",
          identity.chain().get(0).getNotBefore().toInstant().toString(),
          identity.chain().get(0).getNotAfter().toInstant().toString());
    }
  }

  private void tell(String found) {
    if (!found.equals(problem)) {
      problem = found;
      LOG.log(Level.WARNING, "The certificate stays as it was: {0}", found);
    }
  }
}
