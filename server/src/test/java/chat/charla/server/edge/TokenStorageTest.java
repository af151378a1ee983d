package chat.charla.server.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.JoinRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server writes only hashes of tokens and request ids to disk, never the values themselves. */
class TokenStorageTest {
  @TempDir private Path data;

  @Test
  void noTokenIsOnDiskWhileTheServerRunsOrAfterItStops() throws Exception {
    String requestId = UUID.randomUUID().toString();
    RawClient ana;
    try (RunningServer server = RunningServer.in(data)) {
      ana =
          server
              .connect()
              .as(
                  server
                      .connect()
                      .calls()
                      .join(
                          JoinRequest.newBuilder().setName("Ana").setRequestId(requestId).build()));
      ana.converse().say("hello");
      ana.say("hello again");
      assertNoSecretIsOnDisk(ana.token(), requestId);
    }
    assertNoSecretIsOnDisk(ana.token(), requestId);
    assertTrue(isOnDisk(sha256(ana.token())), "the server recognises the token by this hash");
    try (RunningServer server = RunningServer.in(data)) {
      RawClient again = server.connect().withToken(ana.token());
      assertEquals(ana.user(), again.whoAmI().getSelf());
    }
  }

  private void assertNoSecretIsOnDisk(String token, String requestId) throws IOException {
    assertTrue(isOnDisk("hello again".getBytes(UTF_8)), "the search finds stored text");
    for (String secret : List.of(token, requestId, requestId.replace("-", ""))) {
      assertFalse(isOnDisk(secret.getBytes(UTF_8)), secret);
    }
    assertFalse(isOnDisk(Base64.getUrlDecoder().decode(token)), "the token in binary");
  }

  private boolean isOnDisk(byte[] wanted) throws IOException {
    String pattern = new String(wanted, ISO_8859_1);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, ISO_8859_1).contains(pattern)) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] sha256(String text) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
  }
}
