package chat.charla.apk;

import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.GrpcTransport;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Ready;
import io.grpc.ManagedChannel;
import io.grpc.android.AndroidChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the app's libraries work after shrinking. The build shrinks this program together
 * with these libraries, by the app's rules, and runs it. The program starts a server, joins, posts
 * a message, and waits for the message's event. It fails if shrinking has removed fields of
 * messages, the transport, or gRPC's providers: the libraries find these by name.
 */
public final class ShrunkAppRun {
  private static final Pattern PORT_AT_END = Pattern.compile("([0-9]+)\\s*$");
  private static final String TEXT = "¿Se oye?";

  private ShrunkAppRun() {}

  /**
   * Runs the program, and exits with 0 if the event of the message has arrived.
   *
   * @param arguments the server's jar, and an empty directory for its data
   */
  public static void main(String[] arguments) throws Exception {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                arguments[0],
                "--port",
                "0",
                "--data",
                arguments[1])
            .redirectErrorStream(true)
            .start();
    // The server must also stop if a signal ends this program.
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
    int status = 1;
    try {
      BufferedReader console =
          new BufferedReader(
              new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
      // The rest of the console is not read. It is short, so it does not fill the pipe.
      System.out.println("shrunk, and received: " + converse(port(console)));
      status = 0;
    } catch (ExecutionException | TimeoutException failure) {
      System.err.println("nothing was received: " + failure);
    }
    // Without this call, threads of gRPC would keep the program running for a while.
    System.exit(status);
  }

  private static int port(BufferedReader console) throws IOException {
    String line = console.readLine();
    while (line != null) {
      Matcher found = PORT_AT_END.matcher(line);
      if (found.find()) {
        return Integer.parseInt(found.group(1));
      }
      line = console.readLine();
    }
    throw new IOException("the server does not say where it listens");
  }

  private static String converse(int port)
      throws InterruptedException, ExecutionException, TimeoutException {
    ManagedChannel channel =
        AndroidChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    SingleThreadScheduler scheduler = new SingleThreadScheduler("client");
    CompletableFuture<Void> ready = new CompletableFuture<>();
    CompletableFuture<String> received = new CompletableFuture<>();
    ChatListener listener =
        new ChatListener() {
          @Override
          public void onReady(Ready state) {
            ready.complete(null);
          }

          @Override
          public void onEvent(Event event) {
            if (event.getMessagePosted().getText().equals(TEXT)) {
              received.complete(event.getActor().getName() + ": " + TEXT);
            }
          }
        };
    ClientOptions options = ClientOptions.builder().name("Ana").build();
    try (ChatClient client =
        new ChatClient(new GrpcTransport(channel), scheduler, options, listener)) {
      client.start();
      ready.get(1, TimeUnit.MINUTES);
      client.send(Target.room("lobby"), TEXT);
      return received.get(1, TimeUnit.MINUTES);
    } finally {
      channel.shutdownNow();
    }
  }
}
