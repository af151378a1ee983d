package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.EventSchema;
import chat.charla.cli.testkit.Person;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Users create access tokens, and programs use them. With a real server. */
class TokenCommandsTest extends AccountFixture {
  @Test
  void programActsAsTheAccountUntilItsTokenIsRevoked() {
    register("laptop", "Ana");
    Person created = create("--scope", "read,write", "--label", "bot", "--lifetime", "30d");
    List<String> printed = created.output();
    assertEquals(1, printed.size(), printed::toString);
    Path token = secret("token", printed.get(0));

    assertEquals("Ana", withToken(token, "whoami").output().get(0).split("\t", -1)[0]);
    withToken(token, "send", "hola").output();
    assertTrue(withToken(token, "history").output().get(0).endsWith("\tAna\thola"));

    JsonNode listed =
        EventSchema.parse(on("laptop", "token", "list", "--output=json").output()).get(0);
    String id = listed.get("id").asString();
    assertEquals("bot", listed.get("label").asString());
    assertEquals(List.of("read", "write"), texts(listed.get("scopes")));
    Duration lifetime =
        Duration.between(
            Instant.parse(listed.get("create_time").asString()),
            Instant.parse(listed.get("expire_time").asString()));
    assertEquals(30, lifetime.plusHours(1).toDays());
    assertEquals(
        List.of(
            "Token de acceso " + id + " de Ana creado: read, write; hasta ",
            "El token no se muestra otra vez. Quien lo tenga puede actuar como tú: "),
        created.errors().lines().stream()
            .map(line -> line.replaceAll("(hasta |como tú: ).*", "$1"))
            .toList());

    Person revoked = on("laptop", "token", "revoke", id);
    assertEquals(List.of(), revoked.output());
    assertEquals(List.of("Token de acceso " + id + " revocado."), revoked.errors().lines());
    assertEquals(ExitCode.AUTHENTICATION, withToken(token, "whoami").exitCode());
    assertEquals(List.of(), on("laptop", "token", "list").output());
    assertEquals("Ana", actsAs("laptop"));
  }

  @Test
  void scopeThatIsMissingIsNamed() {
    register("laptop", "Ana");
    Path token = secret("token", create("--scope", "read").output().get(0));

    assertEquals(List.of(), withToken(token, "history").output());
    Person refused = withToken(token, "send", "hola");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertEquals(
        List.of("charla: El token de acceso no permite eso (falta el permiso write)"),
        refused.errors().lines());
    Person renamed = withToken(token, "whoami", "--name", "Eva");
    assertEquals(ExitCode.REFUSED, renamed.exitCode());
    assertEquals(
        List.of("charla: El token de acceso no permite eso (falta el permiso account)"),
        renamed.errors().lines());
  }

  @Test
  void tokenHasAStreamOfItsOwn() {
    register("laptop", "Ana");
    Path token = secret("token", create("--scope", "read").output().get(0));
    try (Person pipe = on("laptop", "pipe", "--account=Ana")) {
      pipe.screen().awaitLineStarting("{\"type\":\"ready\"");
      Person tail = withToken(token, "tail", "--count=1");
      // The tail prints only messages that are sent after its start.
      Patience.await(
          "a message in the tail",
          () -> {
            on("phone", "send", "hola", "--name=Eva").output();
            return !tail.screen().lines().isEmpty();
          });
      assertTrue(tail.output().get(0).endsWith("\tEva\thola"), tail.screen().text());

      pipe.types("{\"type\":\"whoami\"}").screen().awaitLineStarting("{\"type\":\"self\"");
      assertFalse(pipe.screen().text().contains("disconnected"), pipe.screen().text());
    }
  }

  @Test
  void sessionsAndAccessTokensAreListedTogether() {
    register("laptop", "Ana");
    create("--scope=account,read,read").output();

    List<String> ends =
        on("laptop", "sessions").output().stream()
            .map(line -> line.substring(line.lastIndexOf('\t') + 1))
            .sorted()
            .toList();
    assertEquals(List.of("-", "read,account"), ends);
    assertEquals(1, on("laptop", "token", "list").output().size());
    String data = directory.resolve("data").toString();
    List<String> seenByOperator =
        Person.starts("admin", "sessions", "Ana", "--port", server.port(), "--data", data).output();
    assertEquals(
        1,
        seenByOperator.stream()
            .filter(line -> line.contains("  token de acceso (read,account) hasta "))
            .count(),
        seenByOperator::toString);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void onlyTheUserCanReadTheFileAndTheTokenIsNowhereElse() throws IOException {
    register("laptop", "Ana");
    Path file = directory.resolve("bot.token");
    Person created = create("--scope=read", "--token-file", file.toString());
    assertEquals(List.of(), created.output());
    created
        .errors()
        .awaitLine(
            "Está en " + file + ", que solo tú puedes leer. Se usa con: --token-file " + file);

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("Ana", withToken(file, "whoami").output().get(0).split("\t", -1)[0]);
    String token = Files.readString(file).strip();
    try (Stream<Path> all = Files.walk(home("laptop"))) {
      for (Path kept : all.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(kept).contains(token), kept.toString());
      }
    }
  }

  @Test
  void existingFileIsKept() throws IOException {
    register("laptop", "Ana");
    Path file = secret("bot.token", "another");
    Person refused = create("--scope=read", "--token-file", file.toString());
    assertEquals(ExitCode.FAILED, refused.exitCode());
    assertEquals(
        List.of("charla: " + file + " ya existe; elige otro archivo"), refused.errors().lines());
    assertEquals("another\n", Files.readString(file));
    assertEquals(List.of(), on("laptop", "token", "list").output());
  }

  @Test
  void tokenThatCannotBeSavedIsRevoked() {
    register("laptop", "Ana");
    Path file = password.resolve("bot.token");
    Person failed = create("--scope=read", "--token-file", file.toString());
    assertEquals(ExitCode.FAILED, failed.exitCode());
    assertEquals(
        List.of(
            "charla: no se puede escribir "
                + file
                + ": hay un archivo donde debería haber un directorio"),
        failed.errors().lines());
    assertEquals(List.of(), on("laptop", "token", "list").output());
  }

  @Test
  void wrongPasswordCreatesNoToken() {
    register("laptop", "Ana");
    Path guess = secret("guess", "12345678");
    Person thief =
        on("laptop", "token", "create", "--scope=read", "--password-file", guess.toString());
    assertEquals(ExitCode.AUTHENTICATION, thief.exitCode());
    assertEquals(List.of(), on("laptop", "token", "list").output());
  }

  @Test
  void idOfASessionDoesNotRevokeAToken() {
    register("laptop", "Ana");
    String session = on("laptop", "sessions").output().get(0).split("\t", -1)[0];
    Person refused = on("laptop", "token", "revoke", session);
    assertEquals(ExitCode.FAILED, refused.exitCode());
    assertEquals(
        List.of(
            "charla: Ana no tiene un token de acceso «"
                + session
                + "»; «charla token list» los muestra"),
        refused.errors().lines());
    assertEquals("Ana", actsAs("laptop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scope=admin|2|charla: --scope: debe ser read, write, moderate o account, no «admin»",
        "--label=x|2|charla: falta --scope",
        "--scope=read,|2|charla: --scope: debe ser read, write, moderate o account, no «read,»",
        "--scope=read --lifetime=1s|5|charla: Un token de acceso o una invitación dura de un minuto"
            + " a 366 días, en segundos enteros",
        "--scope=read --lifetime=367d|5|charla: Un token de acceso o una invitación dura de un"
            + " minuto a 366 días, en segundos enteros",
        "--scope=read --lifetime=3651d|2|charla: --lifetime: debe ser una duración de 1ms a 3650d,"
            + " como 500ms, 30s, 5m, 1h o 90d, no «3651d»",
        "--scope=read --label=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|5|"
            + "charla: La etiqueta debe ser una línea de como mucho 64 caracteres"
      })
  void invalidOptionsAreExplained(String options, int exitCode, String message) {
    register("laptop", "Ana");
    Person ana = create(options.split(" "));
    assertEquals(exitCode, ana.exitCode());
    assertEquals(message, ana.errors().lines().get(0));
  }

  private Person create(String... options) {
    Stream<String> given = Stream.of("create", "--password-file", password.toString());
    return on("laptop", "token", Stream.concat(given, Stream.of(options)).toArray(String[]::new));
  }

  /** Runs a command of a program, which has the token but not the user's other files. */
  private Person withToken(Path token, String command, String... arguments) {
    Stream<String> given = Stream.of("--token-file", token.toString());
    String[] all = Stream.concat(given, Stream.of(arguments)).toArray(String[]::new);
    return on("server", command, all);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
