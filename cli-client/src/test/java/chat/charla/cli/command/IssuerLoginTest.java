package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestIssuer;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users log in at the issuer of a real server. The issuer is on this machine. */
class IssuerLoginTest {
  @TempDir private Path directory;
  @AutoClose private TestIssuer issuer;
  @AutoClose private TestServer server;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    server = TestServer.withIssuer(directory.resolve("data"), issuer);
  }

  @Test
  void userRegistersOnceAndThenLogsInOnAnotherDevice() {
    Person registered = on("laptop", "register", "Ana", "--issuer");
    assertEquals(List.of(), registered.output());
    assertEquals(
        List.of(
            "Abre esta página en un navegador, en cualquier dispositivo, e inicia sesión:",
            "  " + issuer.url() + "/login",
            "Escribe allí este código, en menos de 10 minutos:",
            "  ABCD-EFGH",
            "O abre esta página, y compara el código que muestra:",
            "  " + issuer.url() + "/login?code=ABCD-EFGH",
            "Se creó la cuenta Ana en "
                + serverAddress()
                + ". Los comandos para este servidor ahora la usan."),
        registered.errors().lines());

    issuer.refuse("authorization_pending");
    Person loggedIn = on("phone", "login");
    assertEquals(List.of(), loggedIn.output());
    assertEquals(
        "Sesión iniciada en "
            + serverAddress()
            + " como Ana. Los comandos para este servidor ahora usan la cuenta.",
        last(loggedIn));
    assertEquals(on("laptop", "whoami").output(), on("phone", "whoami").output());

    Person again = on("phone", "login", "--issuer");
    assertEquals(List.of(), again.output());
    assertEquals("Ya hay una sesión iniciada en " + serverAddress() + " como Ana.", last(again));
    assertEquals(2, on("phone", "sessions").output().size());
  }

  @Test
  void newUserChoosesANameAtTheTerminal() {
    register("laptop", "ana", "another");
    issuer.user("b8", "ana");
    try (Person luis = atTerminal("phone", "login")) {
      luis.types("").types("mal!").types("luis");
      assertEquals(0, luis.exitCode());
      String question = "Aún no tienes una cuenta en " + serverAddress() + ". Nombre de tu cuenta";
      assertTrue(luis.screen().text().startsWith(question + " (Intro: ana): "));
      List<String> errors = luis.errors().lines();
      assertTrue(errors.get(6).startsWith("charla: «ana»: Nombre en uso"), errors::toString);
      assertTrue(errors.get(7).startsWith("charla: «mal!»: "), errors::toString);
    }
    assertEquals("luis", actsAs("phone"));
  }

  @Test
  void scriptGetsNoAccountWithoutAName() {
    issuer.user("b8", "luis");
    Person refused = on("phone", "login", "--issuer");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertEquals(
        "charla: aún no tienes una cuenta en "
            + serverAddress()
            + "; indica su nombre: charla register --issuer NAME",
        last(refused));
    assertFalse(Files.exists(directory.resolve("phone")));
    on("phone", "login", "Luis", "--issuer").output();
    assertEquals("Luis", actsAs("phone"));
  }

  @Test
  void secondAccountOfAUserIsRefused() {
    register("laptop", "Ana", "a7");
    Person refused = on("phone", "register", "Eva", "--issuer");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertEquals("charla: Ya tienes una cuenta", last(refused));
  }

  @Test
  void logInThatIsRefusedAtTheIssuerStoresNothing() {
    issuer.refuse("access_denied");
    Person refused = on("phone", "login");
    assertEquals(ExitCode.AUTHENTICATION, refused.exitCode());
    assertEquals("charla: se rechazó el inicio de sesión en " + issuer.url(), last(refused));
    issuer.refuse("expired_token");
    assertEquals(ExitCode.UNREACHABLE, on("phone", "login").exitCode());
    assertFalse(Files.exists(directory.resolve("phone")));
  }

  @Test
  void issuerThatIsDownIsNamed() {
    issuer.close();
    Person failed = on("phone", "login");
    assertEquals(ExitCode.UNREACHABLE, failed.exitCode());
    assertEquals(
        "charla: no hay conexión con el servicio de acceso "
            + issuer.url()
            + ": conexión rechazada; quizá el servidor no está en marcha",
        last(failed));
  }

  /**
   * Where other accounts need a password, the user of an account without a password logs in at the
   * issuer.
   */
  @Test
  void logInAtTheIssuerReplacesThePassword() throws IOException {
    register("laptop", "Ana", "a7");
    String token = on("laptop", "token", "create", "--scope=read", "--issuer").output().get(0);
    Path file = secret("token", token);
    assertEquals("Ana", actsAs("bot", "--token-file", file.toString()));

    on("laptop", "delete-account", "--yes", "--issuer").output();
    assertEquals(
        ExitCode.AUTHENTICATION, on("bot", "whoami", "--token-file", file.toString()).exitCode());
  }

  @Test
  void noTokenOfTheIssuerIsStored() throws IOException {
    register("laptop", "Ana", "a7");
    on("phone", "login").output();
    assertEquals(6, issuer.secrets().size());
    for (String device : List.of("laptop", "phone")) {
      try (Stream<Path> all = Files.walk(directory.resolve(device))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String content = Files.readString(file, StandardCharsets.ISO_8859_1);
          issuer
              .secrets()
              .forEach(secret -> assertFalse(content.contains(secret), () -> file + ""));
        }
      }
    }
  }

  @Test
  void wrongPasswordPointsToTheIssuer() throws IOException {
    Path guess = secret("guess", "12345678");
    Person refused = on("phone", "login", "Ana", "--password-file", guess.toString());
    assertEquals(ExitCode.AUTHENTICATION, refused.exitCode());
    assertEquals(
        List.of(
            "También puedes iniciar sesión en " + issuer.url() + ": charla login --issuer",
            "charla: El nombre o la contraseña no son correctos"),
        refused.errors().lines());
  }

  @Test
  void serverWithoutAnIssuerNeedsANameAndAPassword() throws IOException {
    try (TestServer plain = TestServer.withRegistration(directory.resolve("plain"))) {
      Map<String, String> phone = environment("phone");
      Person nameless = Person.startsIn(phone, "login", "--port", plain.port());
      assertEquals(ExitCode.USAGE, nameless.exitCode());
      assertEquals("charla: falta NAME", nameless.errors().lines().get(0));
      Person wrong = Person.startsIn(phone, "login", "--issuer", "--port", plain.port());
      assertEquals(ExitCode.REFUSED, wrong.exitCode());
      assertEquals(
          "charla: localhost:"
              + plain.port()
              + " no usa ningún servicio de acceso; inicia sesión con contraseña, sin --issuer",
          last(wrong));
    }
  }

  private void register(String device, String name, String subject) {
    issuer.user(subject, "");
    on(device, "register", name, "--issuer").output();
  }

  private String actsAs(String device, String... options) {
    return on(device, "whoami", options).output().get(0).split("\t", -1)[0];
  }

  private Person on(String device, String command, String... arguments) {
    return Person.startsIn(environment(device), line(command, arguments));
  }

  private Person atTerminal(String device, String command, String... arguments) {
    return Person.startsAtTerminal(environment(device), line(command, arguments));
  }

  private String[] line(String command, String... arguments) {
    return Stream.of(Stream.of(command), Stream.of(arguments), Stream.of("--port", server.port()))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  private Map<String, String> environment(String device) {
    return Map.of("XDG_STATE_HOME", directory.resolve(device).toString());
  }

  private Path secret(String name, String line) throws IOException {
    Path file = directory.resolve(name);
    PrivateFiles.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private String serverAddress() {
    return "localhost:" + server.port();
  }

  /** The last line that a command has written to standard error. The command must have ended. */
  private static String last(Person person) {
    List<String> lines = person.errors().lines();
    return lines.get(lines.size() - 1);
  }
}
