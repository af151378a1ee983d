package chat.charla.interop.driver;

import chat.charla.client.SavedSession;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import org.jspecify.annotations.Nullable;

/**
 * How the client gets its identity. The client continues the session of a token like a session that
 * an earlier process has saved.
 *
 * @param name the name to join or log in with
 * @param password the password to log in with; null if the client does not log in
 * @param session the session of a token; null if the client joins or logs in
 */
record SignIn(String name, @Nullable String password, @Nullable SavedSession session) {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Reads the first command; null if it is another command. */
  static @Nullable SignIn read(@Nullable String command, String server) {
    if (command == null) {
      return null;
    }
    String[] words = command.split(" ", 3);
    return switch (words[0]) {
      case "join" -> new SignIn(command.substring("join ".length()), null, null);
      case "log-in" -> new SignIn(words[1], words[2], null);
      case "use-token" -> useToken(server, words[1]);
      default -> null;
    };
  }

  private static SignIn useToken(String server, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    ManagedChannel channel = Driver.channel(server).build();
    try {
      User self =
          ChatServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .whoAmI(WhoAmIRequest.getDefaultInstance())
              .getSelf();
      return of(self, token);
    } finally {
      channel.shutdownNow();
    }
  }

  private static SignIn of(User self, String token) {
    SavedSession session =
        SavedSession.builder()
            .identity(token, self.getId())
            .name(self.getName())
            .account(true)
            .build();
    return new SignIn(self.getName(), null, session);
  }
}
