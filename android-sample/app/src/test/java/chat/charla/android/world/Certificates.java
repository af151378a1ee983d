package chat.charla.android.world;

import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A private CA, and a certificate from it for a server on this machine. They are created with the
 * JDK's keytool, because the JDK has no public API to sign a certificate. Immutable.
 */
public final class Certificates {
  private static final char[] PASSWORD = "of-no-use".toCharArray();

  private final Path authority;
  private final Path serverChain;
  private final Path serverKey;

  private Certificates(Path authority, Path serverChain, Path serverKey) {
    this.authority = authority;
    this.serverChain = serverChain;
    this.serverKey = serverKey;
  }

  /** Creates them in this directory, valid for a day. */
  public static Certificates makeIn(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path keys = directory.resolve("keys.p12");
    keytool(keys, "-alias ca -dname CN=Story -ext bc:c");
    keytool(
        keys, "-alias server -dname CN=localhost -signer ca -ext san=ip:127.0.0.1,dns:localhost");
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
    return new Certificates(
        writePem(
            directory.resolve("ca.pem"), "CERTIFICATE", store.getCertificate("ca").getEncoded()),
        writePem(
            directory.resolve("server.pem"),
            "CERTIFICATE",
            store.getCertificate("server").getEncoded()),
        writePem(
            directory.resolve("server-key.pem"),
            "PRIVATE KEY",
            store.getKey("server", PASSWORD).getEncoded()));
  }

  /** The CA's certificate as PEM, which a user chooses in the app. */
  public Path authority() {
    return authority;
  }

  Path serverChain() {
    return serverChain;
  }

  Path serverKey() {
    return serverKey;
  }

  private static void keytool(Path keys, String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "1"));
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", new String(PASSWORD)));
    Path log = keys.resolveSibling("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool: " + Files.readString(log));
    }
  }

  private static Path writePem(Path file, String kind, byte[] content) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
