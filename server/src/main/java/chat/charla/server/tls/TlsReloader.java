package chat.charla.server.tls;

import chat.charla.server.fatal.ProcessEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads certificates and keys, and reloads them when the files change. The reloader compares
 * contents, not modification times. So it also detects renamed files, and a symbolic link that
 * points to another directory. While the contents are inconsistent, the previous certificate stays
 * in use, and the reloader logs one warning.
 *
 * <p>gRPC's AdvancedTlsX509KeyManager would not do: it reloads only if the modification times of
 * both files have changed, but an operator may replace only the certificate. It also does not check
 * that the key belongs to the certificate.
 *
 * <p>The owner must start and close the reloader once, and must not call both methods at the same
 * time.
 */
public final class TlsReloader implements AutoCloseable {
  /** Uses the certificate for connections. */
  @FunctionalInterface
  public interface Target {
    /**
     * Replaces the certificate for new connections. The thread that starts the server calls this
     * first, and then the thread that watches the files, never both at the same time.
     *
     * @throws TlsException if the certificate cannot be used; the previous certificate stays in use
     */
    void use(TlsIdentity identity) throws TlsException;
  }

  private static final Logger LOG = System.getLogger(TlsReloader.class.getName());

  private final TlsSettings settings;
  private final Path data;
  private final String host;
  private final Target target;
  private @Nullable ScheduledExecutorService watch;
  private @Nullable PemContents lastContents;
  private volatile @Nullable TlsIdentity currentIdentity;
  private String problem = "";

  /**
   * Creates a reloader, without reading a file.
   *
   * @param data the data directory, for a self-signed certificate
   * @param host the host on which the server listens, for the names in a self-signed certificate
   */
  public TlsReloader(TlsSettings settings, Path data, String host, Target target) {
    this.settings = settings;
    this.data = data;
    this.host = host;
    this.target = target;
  }

  /**
   * Loads the certificate and starts to watch the files. If the settings require a self-signed
   * certificate that does not exist, creates it first.
   *
   * @throws TlsException if the certificate or the key cannot be used
   */
  public void start() throws TlsException {
    TlsSettings.PemFiles files = files();
    PemContents contents = PemContents.read(files, settings.clientAuthorities());
    use(contents.identity());
    lastContents = contents;
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
        ProcessEnd.guard(() -> check(files)), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * The fingerprint of the certificate that is in use for new connections; empty before {@link
   * #start}.
   */
  public String fingerprint() {
    TlsIdentity present = currentIdentity;
    return present == null ? "" : present.fingerprint();
  }

  /**
   * The earliest time at which a certificate in the server's chain expires; empty before {@link
   * #start}. Thread-safe.
   */
  public Optional<Instant> certificateExpiry() {
    return Optional.ofNullable(currentIdentity)
        .flatMap(present -> TlsIdentity.expiry(present.chain()));
  }

  /**
   * The earliest time at which a client authority's certificate expires; empty if clients need no
   * certificate. Thread-safe.
   */
  public Optional<Instant> clientAuthoritiesExpiry() {
    return Optional.ofNullable(currentIdentity)
        .flatMap(present -> TlsIdentity.expiry(present.clientAuthorities()));
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
    return SelfSignedCertificate.filesIn(data, host);
  }

  /**
   * Checks the files. Catches all exceptions, because an exception would end the periodic checks.
   */
  private void check(TlsSettings.PemFiles files) {
    try {
      PemContents contents = PemContents.read(files, settings.clientAuthorities());
      PemContents before = lastContents;
      if (before != null && contents.isSameAs(before)) {
        problem = "";
        return;
      }
      use(contents.identity());
      lastContents = contents;
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
    currentIdentity = identity;
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
