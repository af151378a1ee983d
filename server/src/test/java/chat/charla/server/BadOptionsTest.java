package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * For an invalid option, the server prints one line with the error and another line with a hint.
 * BadStartTest shows, for one invalid option, that the process also ends.
 */
@Timeout(Patience.SECONDS)
class BadOptionsTest {
  private static final int BAD_USAGE = 2;

  @TempDir private Path data;

  @ParameterizedTest
  @CsvSource({
    "--no-such-option, --no-such-option",
    "--max-user=5, did you mean --max-users?",
    "--port=70000, --port",
    "--port=many, many",
    "--name-lease=soon, soon",
    "--max-text-bytes=0, --max-text-bytes",
    "--message-rate=fast, must be a rate such as 100/10s",
    "--address-user-rate=5/2d, must be a rate",
    "--flood-refusals=-1, --flood-refusals",
    "--flood-refusals=63, '--flood-refusals must be 0, or 64 to 1000000'",
    "--max-rooms-per-user=0, --max-rooms-per-user",
    "--max-memberships=0, --max-memberships",
    "--max-connections=-1, --max-connections",
    "--max-request-bytes=16384, --max-request-bytes must be at least --max-text-bytes plus 4096",
    "--idle-timeout=0s, --idle-timeout",
    "--ping-period=1001ms, --ping-period must be 0s to 1s",
    "--trusted-proxies=localhost, --trusted-proxies must be addresses or CIDR ranges",
    "--trusted-proxies=10.0.0.1/8, without bits beyond its length",
    "--metrics=localhost, must be HOST:PORT",
    "--metrics=70000, must be HOST:PORT",
    "--metrics=:9464, must be HOST:PORT",
    "--forwarded-header=via, --forwarded-header must be x-forwarded-for or forwarded",
  })
  void anInvalidOptionIsRefused(String option, String named) throws InterruptedException {
    assertRefused(named, option);
  }

  @ParameterizedTest
  @CsvSource({
    "--tls=yes, --tls must be self-signed",
    "--tls-cert=a.pem, --tls-cert and --tls-key must be given together",
    "--tls-key=a.pem, --tls-cert and --tls-key must be given together",
    "--tls-client-ca=a.pem, --tls-client-ca needs",
    "--client-certificates=on, --client-certificates on needs --tls",
    "--client-certificates=yes, --client-certificates must be on or off",
    "--tls=self-signed --tls-cert=a --tls-key=b, exclude each other",
  })
  void contradictoryTlsOptionsAreRefused(String options, String complaint)
      throws InterruptedException {
    assertRefused(complaint, options.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --port=many        | en | --port must be a whole number, not “many”
          --port=many        | es | --port debe ser un número entero, no «many»
          --port=99999999999 | es | --port está fuera del intervalo permitido: 99999999999
          --port=70000       | es | --port debe estar entre 0 y 65535
          --max-users=0      | es | --max-users debe ser 1 o más
          --idle-timeout=0s  | es | --idle-timeout debe ser mayor que 0 y de 1d como máximo
          --retain-for=1m    | es | --retain-for debe ser 0 para siempre, o estar entre 1h y 36500d
          --log-format=xml   | es | --log-format debe ser text o json
          --max-request-bytes=16384 | es | --max-request-bytes debe ser al menos --max-text-bytes más 4096
          --tls-key=a.pem    | es | --tls-cert y --tls-key se deben indicar juntos
          --quiet=perhaps    | es | --quiet debe ser true o false, no «perhaps»
          --name-lease=soon  | es | --name-lease debe ser una duración como 500ms, 60s, 5m, 12h o 30d, no «soon»
          --byte-rate=fast   | es | --byte-rate debe ser una tasa de bytes como 50M/1d
          --min-free-disk=x  | es | --min-free-disk debe ser un número de bytes como 500M
          --metrics=x        | es | --metrics debe ser HOST:PUERTO, como localhost:9464
          --data=            | es | --data debe ser una ruta, pero está vacía
          --max-rooms        | es | a --max-rooms le falta un valor
          --welcome=a --welcome=b | es | --welcome se indicó más de una vez
          --max-user=5       | es | opción desconocida: --max-user=5; ¿quisiste decir --max-users?
          localhost 1 what   | es | argumento inesperado: what
          """)
  void theErrorIsInTheLanguageOfTheOperator(String options, String language, String complaint)
      throws InterruptedException {
    assertRefusedIn(language, complaint, options.split(" "));
  }

  private void assertRefused(String complaint, String... options) throws InterruptedException {
    assertRefusedIn("en", complaint, options);
  }

  private void assertRefusedIn(String language, String complaint, String... options)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--lang", language));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exitCode =
        ServerCommand.run(
            System.out,
            new PrintStream(said, true, StandardCharsets.UTF_8),
            Map.of("CHARLA_SERVER_DATA", data.toString(), "CHARLA_SERVER_PORT", "0"),
            arguments.toArray(String[]::new));

    assertEquals(BAD_USAGE, exitCode);
    List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, lines.size(), "an error and a hint: " + lines);
    assertTrue(lines.stream().noneMatch(line -> line.contains("Exception")), lines::toString);
    assertTrue(lines.get(0).startsWith("charla-server: "), lines::toString);
    assertTrue(lines.get(0).contains(complaint), lines::toString);
    assertTrue(lines.get(1).contains("--help"), lines::toString);
  }
}
