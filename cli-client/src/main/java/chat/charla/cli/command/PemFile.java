package chat.charla.cli.command;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the files that {@code --ca}, {@code --cert} and {@code --key} name. */
final class PemFile {
  private PemFile() {}

  /** Reads one or more certificates. */
  static List<X509Certificate> certificates(Path file, Messages messages) throws CommandException {
    byte[] content = read(file, messages);
    try {
      X509Certificate[] found =
          CertificateUtils.getX509Certificates(new ByteArrayInputStream(content));
      if (found.length > 0) {
        return List.of(found);
      }
    } catch (CertificateException e) {
      // The error is reported below.
    }
    throw failed("tls.no-certificate", file, messages);
  }

  /** Reads a private key. */
  static PrivateKey key(Path file, Messages messages) throws CommandException {
    byte[] content = read(file, messages);
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(content));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw failed("tls.no-key", file, messages);
    }
  }

  private static byte[] read(Path file, Messages messages) throws CommandException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw failed("tls.unreadable", file, messages);
    }
  }

  private static CommandException failed(String key, Path file, Messages messages) {
    return new CommandException(
        ExitCode.FAILED, messages.text(key, Sanitizer.line(file.toString())));
  }
}
