package chat.charla.server.tls;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the JDK's program {@code keytool}, which every Java runtime should have, because it belongs
 * to {@code java.base}. The JDK has no public class that creates a certificate, and a cryptographic
 * library would be a heavy dependency for one certificate per server.
 */
final class Keytool {
  static final String ALIAS = "charla";

  private static final String SECRET_VARIABLE = "CHARLA_KEYTOOL_SECRET";
  private static final String VALIDITY_DAYS = "3650";
  private static final long LIMIT_SECONDS = 60;

  private Keytool() {}

  /**
   * Creates a key pair and its certificate under {@link #ALIAS}. This takes about a second.
   *
   * @param keyStore the file to create, in PKCS #12
   * @param secret the password of the key store
   * @param names the subject alternative names of the certificate: {@code dns:NAME} and {@code
   *     ip:ADDRESS}
   * @throws IOException if the creation fails; the message says why
   */
  static void makeKeyPair(Path keyStore, String secret, Set<String> names) throws IOException {
    Path program =
        Path.of(
            System.getProperty("java.home"),
            "bin",
            File.separatorChar == '/' ? "keytool" : "keytool.exe");
    if (!Files.isExecutable(program)) {
      throw new IOException("this Java runtime has no " + program);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                program.toString(),
                // For such a short run, the C1 compiler and the serial collector halve the time.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=Charla server",
                // The certificate is valid from yesterday on, for clients whose clock is slow.
                "-startdate",
                "-1d",
                "-validity",
                VALIDITY_DAYS,
                "-ext",
                "SAN=" + String.join(",", names),
                "-ext",
                "EKU=serverAuth",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                // Other users can read command lines, but not the environment.
                "-storepass:env",
                SECRET_VARIABLE));
    builder.environment().put(SECRET_VARIABLE, secret);
    // If this variable is set, a JVM prints a line to its output.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Path output = keyStore.resolveSibling("output");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      run(builder.start(), output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static void run(Process process, Path output) throws IOException {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("keytool did not finish within " + LIMIT_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        String text = new String(Files.readAllBytes(output), Charset.defaultCharset());
        throw new IOException("keytool failed: " + text.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
