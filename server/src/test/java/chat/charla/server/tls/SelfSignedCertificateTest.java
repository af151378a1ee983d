package chat.charla.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that a server creates for itself. */
class SelfSignedCertificateTest {
  @TempDir Path data;

  @Test
  void theFilesAreCreatedOnceAndOnlyTheirOwnerCanReadThem() throws Exception {
    TlsIdentity made = identity("chat.example");
    List<Path> files;
    try (Stream<Path> all = Files.list(data)) {
      files = all.sorted().toList();
    }
    assertEquals(List.of(data.resolve("tls-cert.pem"), data.resolve("tls-key.pem")), files);
    if (Files.getFileStore(data).supportsFileAttributeView("posix")) {
      for (Path file : files) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }

    assertEquals(
        made,
        identity("elsewhere.example"),
        "clients remember the fingerprint, so it must not change");

    Files.delete(data.resolve("tls-key.pem"));
    assertNotEquals(made.fingerprint(), identity("chat.example").fingerprint());
  }

  @Test
  void theCertificateHasTheNamesOfTheMachineAndIsValidForYears() throws Exception {
    TlsIdentity made = identity("chat.example");
    X509Certificate certificate = made.chain().get(0);
    List<Object> names = new ArrayList<>();
    certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
    assertTrue(
        names.containsAll(List.of("localhost", "chat.example", "127.0.0.1")), () -> "" + names);
    Instant now = Instant.now();
    assertTrue(made.isValidAt(now.minus(Duration.ofHours(1))), "clocks differ");
    assertTrue(made.isValidAt(now.plus(Duration.ofDays(9 * 365))));
    assertEquals(-1, certificate.getBasicConstraints(), "it must not be a certificate authority");
  }

  /**
   * keytool gets these names as arguments. An invalid name could make it fail, or add a different
   * name to the certificate.
   */
  @Test
  void hostsThatAreNotValidNamesAreLeftOut() throws Exception {
    for (String host : new TreeSet<>(List.of("0.0.0.0", "::", "::1", "my_host", "-x,dns:evil"))) {
      Path directory = Files.createDirectory(data.resolve("of-" + host.hashCode()));
      TlsIdentity made = read(SelfSignedCertificate.filesIn(directory, host));
      List<Object> names = new ArrayList<>();
      made.chain().get(0).getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
      assertTrue(
          names.stream().noneMatch(List.of("evil", "0.0.0.0", "my_host")::contains),
          () -> host + " " + names);
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefusedWithAHint() throws IOException {
    Path file = Files.writeString(data.resolve("file"), "");
    TlsException refusal =
        assertThrows(TlsException.class, () -> SelfSignedCertificate.filesIn(file, "localhost"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("Cannot create a certificate"));
    assertTrue(refusal.hint().contains("--tls-cert"));
  }

  private TlsIdentity identity(String host) throws TlsException {
    return read(SelfSignedCertificate.filesIn(data, host));
  }

  private static TlsIdentity read(TlsSettings.PemFiles files) throws TlsException {
    return PemContents.read(files, null).identity();
  }
}
