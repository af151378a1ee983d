package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.http2.GrpcConnection;
import chat.charla.bench.http2.GrpcHandler;
import chat.charla.bench.loop.Loop;
import chat.charla.v1.Credential;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import com.google.protobuf.MessageLite;

/**
 * A client that registers and logs in, on its own connection. Only the loop's thread may use it.
 */
public final class AccountClient {
  private static final String SERVICE = "/charla.v1.AccountService/";

  private final GrpcConnection connection;
  private boolean closed;

  /** Receives the answer to a call. */
  @FunctionalInterface
  public interface Answer {
    /** Called once; {@code accepted} is false if the call was refused. */
    void ended(boolean accepted);
  }

  /** Starts to connect. */
  public AccountClient(Loop loop, ContractPeer server) {
    this.connection = server.connect(loop, this::lost);
  }

  /** Creates an account. */
  public void register(String name, String password, Answer answer) {
    call(
        "Register",
        RegisterRequest.newBuilder().setName(name).setCredential(credential(password)).build(),
        answer);
  }

  /** Logs in. */
  public void logIn(String name, String password, Answer answer) {
    call(
        "LogIn",
        LogInRequest.newBuilder().setName(name).setCredential(credential(password)).build(),
        answer);
  }

  /** Drops the connection. */
  public void close() {
    closed = true;
    connection.close();
  }

  private void call(String method, MessageLite request, Answer answer) {
    int stream = connection.call(SERVICE + method, "", new Handler(answer));
    connection.send(stream, request.toByteArray(), true);
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private void lost(String reason) {
    if (!closed) {
      throw new BenchFailure("a client that logs in has lost its connection: " + reason);
    }
  }

  private static final class Handler implements GrpcHandler {
    private final Answer answer;
    private boolean accepted;

    Handler(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
      accepted = true;
    }

    @Override
    public void ended() {
      answer.ended(accepted);
    }
  }
}
