package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.server.edge.Scrape;
import chat.charla.server.oidc.TestIssuer;
import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends private text, tokens, passwords and codes in every way, valid and invalid, to a server that
 * logs as much as it can. Then searches everything that the server has written. The server runs
 * with {@code --quiet}, so text posted in rooms must not appear on the console either.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGQUIT")
@Timeout(10 * Patience.SECONDS)
class PrivacyTest {
  private static final Pattern METRICS = Pattern.compile("Metrics at http://localhost:(\\d+)/");

  @TempDir private Path directory;

  private final Secrets secrets = new Secrets();
  private final Leaks leaks = new Leaks(secrets);

  @Test
  @Tag("fault:leaks")
  void nothingPrivateIsWrittenAnywhere() throws Exception {
    Path data = directory.resolve("data");
    try (TestIssuer issuer = new TestIssuer();
        ServerProgram server =
            ServerProgram.classPath()
                .data(data)
                .option("--quiet")
                .option("--registration", "invite")
                .option("--members-invite", "2")
                .option("--oidc", issuer.url() + "," + TestIssuer.CLIENT_ID)
                .option("--metrics", "localhost:0")
                .jvm("-Djava.util.logging.config.file=" + logEverything())
                .start();
        Clients clients = new Clients(server)) {
      SecretMessages messages = new SecretMessages(secrets, leaks, clients);
      messages.send();
      SecretPasswords passwords = new SecretPasswords(secrets, leaks, clients);
      passwords.administer(data);
      SecretInvitations invitations = new SecretInvitations(secrets, leaks, clients);
      String code = invitations.code(data);
      invitations.invite(code);
      passwords.useAccounts(code);
      List<String> gone = new ArrayList<>(passwords.all());
      gone.add(code);
      gone.addAll(new SecretIdTokens(secrets, leaks, clients, issuer).use(code));
      gone.addAll(new SecretAccessTokens(secrets, leaks, clients).use(server.port(), code));
      // The server has checked all of these, but its heap has none when the garbage is collected.
      HeapSearch.awaitNone(gone, secrets, "Dora", server, directory.resolve("heap.hprof"));
      MisplacedSecrets misplaced = new MisplacedSecrets(secrets, leaks, clients, messages.ana());
      misplaced.sendInWrongFields();
      misplaced.sendBrokenMessages(server.port());
      messages.failTheDisk(data);
      dumpThreads(server);
      leaks.searchText("what Eve receives", messages.receivedByEve());
      leaks.searchText("the metrics", metrics(server));
      leaks.searchDatabase(data);
      backUp(data, clients);
      leaks.searchFiles(data, data);
      messages.ana().leave();
      server.terminate();
      assertEquals(0, server.exitCode());

      List<String> console = server.console().all();
      assertTrue(
          console.stream().anyMatch(line -> line.startsWith("TRACE ")), "everything is logged");
      assertTrue(console.contains("User <Ana> has sent a private message to <Luis>"));
      leaks.searchText("the console", String.join("\n", console));
    }
    assertTrue(Files.size(directory.resolve("all.log")) > 0, "the log file was written");
    leaks.searchFiles(directory, data);
    assertEquals(List.of(), leaks.found());
  }

  private String logEverything() throws IOException {
    return Files.writeString(
            directory.resolve("logging.properties"),
            """
            handlers = java.util.logging.ConsoleHandler, java.util.logging.FileHandler
            java.util.logging.ConsoleHandler.level = ALL
            java.util.logging.FileHandler.level = ALL
            java.util.logging.FileHandler.pattern = %s
            .level = ALL
            chat.charla.level = ALL
            org.sqlite.level = ALL
            io.grpc.level = ALL
            io.grpc.internal.level = ALL
            io.grpc.netty.shaded.level = ALL
            io.grpc.netty.shaded.io.netty.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler.level = ALL
            """
                .formatted(directory.resolve("all.log")))
        .toString();
  }

  private static String metrics(ServerProgram server) throws IOException {
    String line = server.console().await("metrics", text -> METRICS.matcher(text).find());
    Matcher matcher = METRICS.matcher(line);
    assertTrue(matcher.find());
    String text = Scrape.of(Integer.parseInt(matcher.group(1))).text();
    assertTrue(text.contains("charla_logins_total"), text);
    return text;
  }

  private static void backUp(Path data, Clients clients) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    Iterator<BackupResponse> responses =
        AdminServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel())
            .backup(BackupRequest.newBuilder().setFile("copy.db").build());
    responses.forEachRemaining(response -> {});
    assertTrue(Files.size(data.resolve("backups").resolve("copy.db")) > 0);
  }

  private static void dumpThreads(ServerProgram server) throws Exception {
    Process kill = new ProcessBuilder("kill", "-QUIT", Long.toString(server.pid())).start();
    assertTrue(kill.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
    server.console().await("thread dump", line -> line.contains("Full thread dump"));
    server.console().await("its last thread", line -> line.contains("\"VM Thread\""));
  }
}
