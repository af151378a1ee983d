package chat.charla.interop.driver;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ClientOptions;
import chat.charla.client.GrpcTransport;
import chat.charla.client.Registration;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.Target;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.SendMessageRequest;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads commands from standard input and carries them out with a {@link ChatClient}. */
public final class Driver {
  /**
   * The logger of gRPC, whose level this program sets. A field keeps the logger, because the
   * logging system keeps only a weak reference to it, and its level would be lost.
   */
  private static final Logger LIBRARIES = Logger.getLogger("io.grpc");

  private final ChatClient client;
  private final EventPrinter printer;

  private Driver(ChatClient client, EventPrinter printer) {
    this.client = client;
    this.printer = printer;
  }

  /** Runs until the client has ended, and exits with the code that PROTOCOL.md specifies. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2 || !arguments[0].equals("--server")) {
      System.err.println("usage: --server HOST:PORT");
      System.exit(2);
    }
    LIBRARIES.setLevel(Level.WARNING);
    GrpcTransport transport = GrpcTransport.open(channel(arguments[1]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String first = commands.readLine();
    SignIn signIn = SignIn.read(first, arguments[1]);
    if (signIn == null) {
      System.err.println("the first command must be join, log-in or use-token");
      System.exit(2);
      return;
    }
    EventPrinter printer = new EventPrinter();
    ClientOptions options = ClientOptions.builder().name(signIn.name()).build();
    ChatClient client =
        new ChatClient(
            transport, new SingleThreadScheduler("chat"), options, printer, signIn.session());
    printer.follow(client);
    Driver driver = new Driver(client, printer);
    if (signIn.password() == null) {
      client.start();
    } else {
      driver.logIn(signIn.name(), signIn.password());
    }
    driver.startReading(commands);
    System.exit(printer.awaitExitCode());
  }

  /**
   * A channel to the server. It has gRPC's own flow control windows if CHARLA_STOCK_WINDOWS=1: see
   * interop/README.md.
   */
  static NettyChannelBuilder channel(String server) {
    NettyChannelBuilder channel =
        NettyChannelBuilder.forTarget(ServerAddresses.target(server))
            .usePlaintext()
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS);
    return "1".equals(System.getenv("CHARLA_STOCK_WINDOWS"))
        ? channel
        : channel.flowControlWindow(GrpcTransport.FLOW_CONTROL_WINDOW);
  }

  /**
   * Reads commands on a separate thread: when the client stops, the program must exit without
   * waiting for the next command.
   */
  private void startReading(BufferedReader commands) {
    Thread reader =
        new Thread(
            () -> {
              try {
                String line;
                while ((line = commands.readLine()) != null) {
                  carryOut(line);
                }
              } catch (IOException broken) {
                System.err.println("standard input: " + broken);
              }
              client.drain();
              printer.endInput();
            },
            "commands");
    reader.setDaemon(true);
    reader.start();
  }

  private void carryOut(String line) {
    String[] words = line.split(" ", 4);
    switch (words[0]) {
      case "send" -> send(words[1], Target.room("lobby"), line.split(" ", 3)[2]);
      case "tell" -> send(words[1], Target.user(words[2]), words[3]);
      case "enter" -> client.enterRoom(words[1]);
      case "leave-room" -> client.leaveRoom(words[1]);
      case "execute-send" -> executeSend(words[1], unescape(line.split(" ", 3)[2]));
      case "execute-enter" -> executeEnter(words[1]);
      case "expect" ->
          printer.expect(words[1].equals("-") ? "" : words[1], Long.parseLong(words[2]));
      case "users" -> askUsers(ListUsersRequest.newBuilder().setRoom(words[1]), new ArrayList<>());
      case "register" -> register(words[1], words.length == 2 ? "" : words[2]);
      case "log-in" -> {
        printer.expectLogIn();
        logIn(words[1], line.split(" ", 3)[2]);
      }
      case "leave" -> {
        client.leave();
        printer.printLeaving();
      }
      default -> System.err.println("no such command: " + line);
    }
  }

  /** Logs in to an account, and then starts the client, unless it has restarted by itself. */
  private void logIn(String name, String password) {
    client.logIn(
        name,
        Credential.newBuilder().setPassword(password).build(),
        "",
        new Answer<>() {
          @Override
          public void onSuccess(LogInResponse response) {
            client.start();
          }

          @Override
          public void onFailure(CallFailure failure) {
            printer.printLogInFailed(failure);
          }
        });
  }

  private void register(String password, String invitationCode) {
    client.register(
        new Registration("", Credential.newBuilder().setPassword(password).build())
            .withInvitationCode(invitationCode),
        new Answer<>() {
          @Override
          public void onSuccess(RegisterResponse response) {
            printer.printRegistered(response.getJoined().getSelf());
          }

          @Override
          public void onFailure(CallFailure failure) {
            printer.printRegisterRefused(failure);
          }
        });
  }

  /** Requests the pages of the user list one after another, and prints the names at the end. */
  private void askUsers(ListUsersRequest.Builder request, List<String> names) {
    client.listUsers(
        request.build(),
        new Answer<>() {
          @Override
          public void onSuccess(ListUsersResponse page) {
            page.getUsersList().forEach(present -> names.add(present.getUser().getName()));
            if (page.getNextPageToken().isEmpty()) {
              printer.printUsers(request.getRoom(), names);
            } else {
              askUsers(request.setPageToken(page.getNextPageToken()), names);
            }
          }

          @Override
          public void onFailure(CallFailure failure) {
            System.err.println("ListUsers failed: " + failure);
          }
        });
  }

  private void executeSend(String id, String text) {
    SendMessageRequest message =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText(text)
            .setClientMessageId(id)
            .build();
    execute(
        ConverseRequest.newBuilder().setSendMessage(message),
        result -> printer.printSent(id, result.getMessageSent()),
        failure -> printer.printNotSent(id, failure));
  }

  private void executeEnter(String room) {
    EnterRoom enter = EnterRoom.newBuilder().setRoom(room).setMustExist(true).build();
    execute(
        ConverseRequest.newBuilder().setEnterRoom(enter),
        result -> printer.onRoomEntered(result.getRoomEntered()),
        failure -> printer.printRoomRefused(room, failure));
  }

  /** Carries out a command by {@code Execute}, and returns when the answer has been printed. */
  private void execute(
      ConverseRequest.Builder command,
      Consumer<CommandResult> onSuccess,
      Consumer<CallFailure> onFailure) {
    CountDownLatch answered = new CountDownLatch(1);
    client.execute(
        ExecuteRequest.newBuilder().setCommand(command).build(),
        new Answer<>() {
          @Override
          public void onSuccess(ExecuteResponse response) {
            onSuccess.accept(response.getResult());
            answered.countDown();
          }

          @Override
          public void onFailure(CallFailure failure) {
            onFailure.accept(failure);
            answered.countDown();
          }
        });
    try {
      answered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String id, Target target, String escapedText) {
    client.send(target, unescape(escapedText), id);
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
