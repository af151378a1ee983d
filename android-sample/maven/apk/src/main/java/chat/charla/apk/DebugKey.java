package chat.charla.apk;

import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.apksig.apk.ApkFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key that signs one APK, and is then deleted. The APK needs a key, because Android installs only
 * signed APKs. Android replaces an installed app only by an APK that was signed with the same key,
 * so the user must uninstall the app before installing the next APK.
 */
final class DebugKey {
  private static final String NAME = "debug";
  // The password need not be secret, because the key is deleted.
  private static final String PASSWORD = "android";

  private final PrivateKey key;
  private final X509Certificate certificate;

  private DebugKey(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * Creates a key and its certificate with the JDK's keytool, because Java has no public API that
   * creates certificates.
   */
  static DebugKey make(Path directory) throws IOException, ToolFailedException {
    Path file = directory.resolve("debug.keystore");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                NAME,
                "-dname",
                "CN=Charla debug",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "10000")
            .redirectErrorStream(true)
            .start();
    keytool.getOutputStream().close();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new ToolFailedException("keytool failed: " + output);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ToolFailedException("interrupted while keytool was running", interrupted);
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      if (store.getKey(NAME, PASSWORD.toCharArray()) instanceof PrivateKey key
          && store.getCertificate(NAME) instanceof X509Certificate certificate) {
        return new DebugKey(key, certificate);
      }
      throw new ToolFailedException("keytool has created no key: " + output);
    } catch (GeneralSecurityException unreadable) {
      throw new ToolFailedException("the keystore cannot be read", unreadable);
    }
  }

  /**
   * Aligns an APK, signs it by APK Signature Scheme v2, and verifies the signature. Android 7 and
   * newer check this scheme.
   *
   * @throws ToolFailedException if the APK cannot be signed, or the signature is invalid
   */
  void sign(Path unsigned, Path apk, int minSdk) throws IOException, ToolFailedException {
    try {
      new ApkSigner.Builder(
              List.of(new ApkSigner.SignerConfig.Builder(NAME, key, List.of(certificate)).build()))
          .setInputApk(unsigned.toFile())
          .setOutputApk(apk.toFile())
          .setMinSdkVersion(minSdk)
          .setV1SigningEnabled(false)
          .setV2SigningEnabled(true)
          .build()
          .sign();
      ApkVerifier.Result result =
          new ApkVerifier.Builder(apk.toFile())
              .setMinCheckedPlatformVersion(minSdk)
              .build()
              .verify();
      if (!result.isVerified() || !result.isVerifiedUsingV2Scheme()) {
        throw new ToolFailedException("the signature is invalid: " + result.getErrors());
      }
    } catch (ApkFormatException | GeneralSecurityException failed) {
      throw new ToolFailedException("the APK cannot be signed", failed);
    }
  }
}
