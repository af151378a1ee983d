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
 * Loads certificates and keys, and reloads them when the files change. It compares contents, not
 * modification times, so it also notices renamed files and a symbolic link that points to another
 * directory. Inconsistent contents are logged once and otherwise ignored until they are consistent.
 *
 * <p>gRPC's AdvancedTlsX509KeyManager is not used: it reloads only if the modification times of
 * both files have changed, which is not the case if the key is reused, and it does not check that
 * certificate and key match.
 *
 * <p>Started and closed once, by one thread at a time.
 */
public final class TlsReloader implements AutoCloseable {
  /** What uses the certificate. */
  @FunctionalInterface
  public interface Target {
    /**
     * Replaces the certificate for new connections. Called by one thread at a time: first by the
     * one that starts the server, then by the one that watches the files.
     *
     * @throws TlsException if it cannot be used; the previous one stays in use
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
   * Creates a reloader that has not read anything yet.
   *
   * @param data the data directory, for a self-signed certificate
   * @param host the host that the server listens on, for the names in a self-signed certificate
   */
  public TlsReloader(TlsSettings settings, Path data, String host, Target target) {
    this.settings = settings;
    this.data = data;
    this.host = host;
    this.target = target;
  }

  /**
   * Loads the certificate, creates a self-signed one if necessary, and starts to watch the files.
   *
   * @throws TlsException if the certificate or the key cannot be used
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
        ProcessEnd.guarded(() -> check(files)), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** The fingerprint of the certificate presented to new connections; empty before the start. */
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

  /** Checks the files. Catches all exceptions, since an exception would end the periodic task. */
  private void check(TlsSettings.PemFiles files) {
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
      warnOnce(String.valueOf(e.getMessage()));
    } catch (RuntimeException defect) {
      warnOnce(defect.toString());
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

  private void warnOnce(String found) {
    if (!found.equals(problem)) {
      problem = found;
      LOG.log(Level.WARNING, "The previous certificate stays in use: {0}", found);
    }
  }
}
