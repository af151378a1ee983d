package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Person;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.GetLoginOptionsRequest;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invalid answers of a server do not damage the user's files or terminal. */
class InvalidAccountAnswersTest {
  private static final String HARMFUL = "../../x\n\u001b[2J";

  @TempDir Path directory;
  private Server server;
  private String token = "token";

  @BeforeEach
  void startServer() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Chats())
            .addService(new Accounts())
            .build()
            .start();
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }

  @Test
  void invalidTokenIsNotSaved() throws IOException {
    for (String invalid : List.of("", "a b", "a\nb", "\u001b[2J", "tokén")) {
      token = invalid;
      Person ana = register();
      assertEquals(ExitCode.FAILED, ana.exitCode());
      assertEquals(
          List.of(
              "charla: localhost:"
                  + server.getPort()
                  + " respondió algo sin sentido: su token no es válido"),
          ana.errors().lines());
    }
    assertFalse(Files.exists(directory.resolve("charla")));
  }

  @Test
  void harmfulNameNeitherLeavesTheDirectoryNorReachesTheTerminal() throws IOException {
    Person ana = register();
    assertEquals(List.of(), ana.output());
    assertEquals(1, ana.errors().lines().size());
    assertTrue(ana.errors().text().startsWith("Se creó la cuenta Ana en "), ana.errors().text());
    try (var files = Files.walk(directory)) {
      assertEquals(1, files.filter(file -> file.toString().endsWith(".account")).count());
    }
    assertEquals(List.of("Ana\tlocalhost:" + server.getPort()), run("accounts").output());
    assertEquals(
        List.of(
            "../../x\\n\\u001b[2J\t../../x\\n\\u001b[2J\t1970-01-01T00:00:00Z\t1970-01-01T00:00:00Z\t-"
                + "\t1970-01-01T00:00:00Z\t-"),
        run("sessions", "--port", port()).output());
  }

  private Person register() throws IOException {
    Path password = directory.resolve("password");
    PrivateFiles.write(password, "correcto caballo".getBytes(StandardCharsets.UTF_8));
    return run("register", "Ana", "--port", port(), "--password-file", password.toString());
  }

  private String port() {
    return Integer.toString(server.getPort());
  }

  private Person run(String... arguments) {
    return Person.startsIn(Map.of("XDG_STATE_HOME", directory.toString()), arguments);
  }

  private static <T> void answer(StreamObserver<T> caller, T response) {
    caller.onNext(response);
    caller.onCompleted();
  }

  private static final class Chats extends ChatServiceGrpc.ChatServiceImplBase {
    @Override
    public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> caller) {
      answer(caller, WhoAmIResponse.getDefaultInstance());
    }
  }

  private final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
    @Override
    public void getLoginOptions(
        GetLoginOptionsRequest request, StreamObserver<GetLoginOptionsResponse> caller) {
      answer(
          caller,
          GetLoginOptionsResponse.newBuilder().setRegistration(true).setSecure(true).build());
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> caller) {
      JoinResponse joined =
          JoinResponse.newBuilder()
              .setSessionToken(token)
              .setSelf(User.newBuilder().setId(HARMFUL).setName(HARMFUL))
              .build();
      answer(caller, RegisterResponse.newBuilder().setJoined(joined).build());
    }

    @Override
    public void listSessions(
        ListSessionsRequest request, StreamObserver<ListSessionsResponse> caller) {
      Session session = Session.newBuilder().setId(HARMFUL).setLabel(HARMFUL).build();
      answer(caller, ListSessionsResponse.newBuilder().addSessions(session).build());
    }
  }
}
