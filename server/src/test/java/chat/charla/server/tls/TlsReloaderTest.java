package chat.charla.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.RecordedLog;
import chat.charla.testkit.Recording;
import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificate files change while a server runs, in the ways that occur in practice. */
class TlsReloaderTest {
  private static final Duration SOON = Duration.ofMillis(5);

  private final TestAuthority authority = new TestAuthority("test");
  private final X509Bundle first = authority.server("localhost");
  private final X509Bundle second = authority.server("localhost");
  private final Recording<TlsIdentity> used = new Recording<>();
  @RegisterExtension final RecordedLog log = new RecordedLog(TlsReloader.class.getName());

  @TempDir Path directory;
  private @Nullable TlsReloader reloader;

  @AfterEach
  void stop() {
    if (reloader != null) {
      reloader.close();
    }
  }

  @Test
  void aNewPairIsUsedWhenBothFilesHaveChanged() throws IOException {
    TlsSettings.PemFiles files = start(first);

    TestAuthority.write(files.certificate(), second.getCertificatePathPEM());
    String complaint = log.lines().await("complaint", line -> line.startsWith("WARNING"));
    assertTrue(complaint.contains("The previous certificate stays in use: The key in "), complaint);
    assertEquals(List.of(first.getCertificate()), certificates());

    TestAuthority.write(files.key(), second.getPrivateKeyPEM());
    awaitUsed(second);
    assertEquals(1, warnings(), log.lines().all().toString());
  }

  @Test
  void theKeyMayChangeBeforeTheCertificate() throws IOException {
    TlsSettings.PemFiles files = start(first);

    TestAuthority.write(files.key(), second.getPrivateKeyPEM());
    log.lines().await("complaint", line -> line.startsWith("WARNING"));
    TestAuthority.write(files.certificate(), second.getCertificatePathPEM());

    awaitUsed(second);
    assertEquals(List.of(first.getCertificate(), second.getCertificate()), certificates());
  }

  /** With certbot's --reuse-key, the file with the key does not change. */
  @Test
  void aNewCertificateForTheSameKeyIsUsed() throws IOException {
    TlsSettings.PemFiles files = start(first);
    X509Bundle renewed =
        authority.issue(TestAuthority.named("renewed").publicKey(first.getKeyPair().getPublic()));

    TestAuthority.write(files.certificate(), renewed.getCertificatePathPEM());

    awaitUsed(renewed);
    assertEquals(0, warnings(), log.lines().all().toString());
  }

  /** Kubernetes replaces a link to the old directory by a link to the new one. */
  @Test
  void filesBehindALinkThatChangesAreUsed() throws IOException {
    Path before = Files.createDirectory(directory.resolve("1"));
    Path after = Files.createDirectory(directory.resolve("2"));
    ServerFiles.write(first, before);
    ServerFiles.write(second, after);
    Path link = Files.createSymbolicLink(directory.resolve("now"), before);
    startWith(new TlsSettings.PemFiles(link.resolve("cert.pem"), link.resolve("key.pem")), null);

    Path fresh = Files.createSymbolicLink(directory.resolve("fresh"), after);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    awaitUsed(second);
    assertEquals(2, used.count());
  }

  @Test
  void aMissingOrIncompleteFileChangesNothing() throws IOException {
    TlsSettings.PemFiles files = start(first);

    Files.delete(files.key());
    log.lines().await("complaint", line -> line.contains("There is no file " + files.key()));
    String half = second.getPrivateKeyPEM().substring(0, 80);
    TestAuthority.write(files.key(), half);
    String complaint =
        log.lines().await("complaint", line -> line.contains("no valid private key"));
    assertFalse(
        complaint.contains(half.lines().toList().get(1)), "the message must not contain the key");
    TestAuthority.write(files.certificate(), "");
    log.lines().await("complaint", line -> line.contains("There is no valid certificate in"));
    assertEquals(1, used.count());

    ServerFiles.write(second, directory);
    awaitUsed(second);
  }

  @Test
  void newClientAuthoritiesAreUsed() throws IOException {
    Path file = directory.resolve("clients.pem");
    TestAuthority.write(file, authority.itself().getCertificatePEM());
    startWith(ServerFiles.write(first, directory), file);
    TestAuthority otherAuthority = new TestAuthority("other");
    X509Certificate other = otherAuthority.itself().getCertificate();

    TestAuthority.write(
        file, otherAuthority.itself().getCertificatePEM() + authority.itself().getCertificatePEM());

    TlsIdentity identity = used.await("change", now -> now.clientAuthorities().contains(other));
    assertEquals(List.of(other, authority.itself().getCertificate()), identity.clientAuthorities());
  }

  @Test
  void aPairThatCannotBeUsedIsIgnored() throws IOException {
    TlsSettings.PemFiles files = ServerFiles.write(first, directory);
    TlsReloader started =
        new TlsReloader(
            new TlsSettings(files, null, SOON),
            directory,
            "localhost",
            identity -> {
              if (identity.chain().get(0).equals(second.getCertificate())) {
                throw new TlsException("refused by the listener", "", null);
              }
              used.add(identity);
            });
    reloader = started;
    started.start();
    String before = started.fingerprint();

    ServerFiles.write(second, directory);

    log.lines()
        .await(
            "complaint",
            line -> line.contains("previous certificate stays in use: refused by the listener"));
    assertEquals(before, started.fingerprint());
  }

  @Test
  void anExpiredCertificateIsUsedWithAWarning() throws IOException {
    start(authority.expiredServer("localhost"));
    log.lines().await("warning", line -> line.startsWith("WARNING The certificate is valid from "));
  }

  @Test
  void aKeyThatDoesNotMatchTheCertificateIsRefusedAtTheStart() {
    TlsSettings.PemFiles files = ServerFiles.write(first, directory);
    TestAuthority.write(files.key(), second.getPrivateKeyPEM());
    TlsException refusal = assertThrows(TlsException.class, () -> startWith(files, null));
    assertTrue(String.valueOf(refusal.getMessage()).contains("is not that of the certificate"));
    assertEquals(0, used.count());
  }

  private TlsSettings.PemFiles start(X509Bundle bundle) throws IOException {
    TlsSettings.PemFiles files = ServerFiles.write(bundle, directory);
    startWith(files, null);
    return files;
  }

  private void startWith(TlsSettings.PemFiles files, @Nullable Path clients) throws IOException {
    TlsReloader started =
        new TlsReloader(new TlsSettings(files, clients, SOON), directory, "localhost", used::add);
    reloader = started;
    started.start();
  }

  private void awaitUsed(X509Bundle bundle) {
    used.await("certificate", now -> now.chain().get(0).equals(bundle.getCertificate()));
  }

  private List<X509Certificate> certificates() {
    return used.all().stream().map(identity -> identity.chain().get(0)).toList();
  }

  private long warnings() {
    return log.lines().all().stream()
        .filter(line -> line.startsWith(Level.WARNING.getName()))
        .count();
  }
}
