package chat.charla.server.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.testkit.TestAuthority;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of client certificates whose signatures the server verifies. */
class AnyClientKeyTest {
  private final AnyClientKey trust = new AnyClientKey();

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072, 4096})
  void commonRsaKeysAreAccepted(int bits) throws GeneralSecurityException {
    X509Certificate[] chain = certified(rsa(bits));
    assertDoesNotThrow(() -> trust.checkClientTrusted(chain, "RSA"));
  }

  /** Verifying a signature of a long key takes long. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 2047, 4097, 16384})
  void otherRsaKeysAreRefused(int bits) throws GeneralSecurityException {
    X509Certificate[] chain = certified(rsa(bits));
    assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain, "RSA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1"})
  void commonCurvesAreAccepted(String curve) throws GeneralSecurityException {
    X509Certificate[] chain = certified(ec(curve));
    assertDoesNotThrow(() -> trust.checkClientTrusted(chain, "EC"));
  }

  @Test
  void otherKeysAreRefused() throws GeneralSecurityException {
    for (PublicKey key :
        new PublicKey[] {
          ec("secp521r1"), KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()
        }) {
      X509Certificate[] chain = certified(key);
      assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain, "EC"));
    }
  }

  @Test
  void noServerIsTrusted() throws GeneralSecurityException {
    X509Certificate[] chain = certified(ec("secp256r1"));
    assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "EC"));
  }

  private static X509Certificate[] certified(PublicKey key) {
    return new X509Certificate[] {
      new TestAuthority("company").issue(TestAuthority.named("ana").publicKey(key)).getCertificate()
    };
  }

  /** A random public key of this length, without a private key. */
  private static PublicKey rsa(int bits) throws GeneralSecurityException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
  }

  private static PublicKey ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPublic();
  }
}
