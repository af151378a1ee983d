package chat.charla.cli.testkit;

import chat.charla.server.CharlaServer;
import chat.charla.server.ServerConfig;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.disk.MinFree;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.room.Activity;
import chat.charla.server.tls.TlsSettings;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.User;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A real server in this process, on a free port. It can be stopped and restarted. */
public final class TestServer implements AutoCloseable {
  /** The welcome text. */
  public static final String WELCOME = "Welcome to the best chat in the universe!";

  /** The line with the welcome text in a chat in Spanish. */
  public static final String WELCOMED = "<Servidor>: " + WELCOME;

  /** No rate limits. */
  private static final RateSettings NO_RATES = RateSettings.UNLIMITED;

  private final Path data;
  private final RateSettings rates;
  private final int retainMessages;
  private final @Nullable TlsSettings tls;
  private final AccountSettings accounts;
  private final @Nullable Issuer issuer;
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final int port;
  private @Nullable CharlaServer server;

  /** Starts a server that keeps all messages. */
  public TestServer(Path data) throws IOException {
    this(data, 0);
  }

  /**
   * Starts a server.
   *
   * @param retainMessages how many messages a room keeps, 0 for all
   */
  public TestServer(Path data, int retainMessages) throws IOException {
    this(data, retainMessages, NO_RATES, null, AccountSettings.DEFAULT, null);
  }

  private TestServer(
      Path data,
      int retainMessages,
      RateSettings rates,
      @Nullable TlsSettings tls,
      AccountSettings accounts,
      @Nullable Issuer issuer)
      throws IOException {
    this.data = data;
    this.rates = rates;
    this.retainMessages = retainMessages;
    this.tls = tls;
    this.accounts = accounts;
    this.issuer = issuer;
    CharlaServer started = start(0);
    this.server = started;
    this.port = started.port();
  }

  /** Starts a server with TLS. If certificates are credentials, users can create accounts. */
  public static TestServer encrypted(Path data, TlsSettings tls) throws IOException {
    AccountSettings accounts =
        new AccountSettings(tls.clientKeys(), AccountSettings.DEFAULT.guests());
    return new TestServer(data, 0, NO_RATES, tls, accounts, null);
  }

  /** Starts a server on which users can create accounts. */
  public static TestServer withRegistration(Path data) throws IOException {
    return new TestServer(data, 0, NO_RATES, null, new AccountSettings(true, true), null);
  }

  /** Starts a server that accepts only users with an account, and on which they can create one. */
  public static TestServer withoutGuests(Path data) throws IOException {
    return new TestServer(data, 0, NO_RATES, null, new AccountSettings(true, false), null);
  }

  /** Starts a server on which the users of an issuer have accounts, and others can create one. */
  public static TestServer withIssuer(Path data, TestIssuer issuer) throws IOException {
    Issuer named = new Issuer(issuer.url(), TestIssuer.CLIENT_ID);
    return new TestServer(data, 0, NO_RATES, null, new AccountSettings(true, true), named);
  }

  /**
   * Starts a server on which people with an invitation can create accounts, and invite two others.
   */
  public static TestServer withInvitations(Path data) throws IOException {
    return new TestServer(
        data, 0, NO_RATES, null, new AccountSettings(RegistrationPolicy.INVITE, true, 2), null);
  }

  /** Starts a server with a rate limit for messages. */
  public static TestServer limited(Path data, RateSettings rates) throws IOException {
    return new TestServer(data, 0, rates, null, AccountSettings.DEFAULT, null);
  }

  /** Creates an identity, and returns its token. */
  public static String join(TestServer server, String name) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                "localhost", server.port, InsecureChannelCredentials.create())
            .build();
    try {
      return ChatServiceGrpc.newBlockingStub(channel)
          .join(JoinRequest.newBuilder().setName(name).build())
          .getSessionToken();
    } finally {
      channel.shutdownNow();
    }
  }

  /** The port, which stays the same after a restart. */
  public String port() {
    return Integer.toString(port);
  }

  /** The names of the users who have connected. */
  public List<String> announced() {
    return announced;
  }

  /** Stops the server. */
  public void stop() {
    CharlaServer running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  /** Restarts the server with the same port and data. */
  public void restart() throws IOException {
    server = start(port);
  }

  @Override
  public void close() {
    stop();
  }

  private CharlaServer start(int port) throws IOException {
    ServerConfig config =
        ServerConfig.builder(data)
            .port(port)
            .welcome(WELCOME)
            .retainMessages(retainMessages)
            .rates(rates)
            .minFreeDisk(MinFree.NONE)
            .tls(tls)
            .oidc(issuer)
            .guests(accounts.guests())
            .registration(accounts.registration())
            .membersInvite(accounts.invitationsPerMember())
            .build();
    Activity activity =
        new Activity() {
          @Override
          public void connected(User user, String address) {
            announced.add(user.getName());
          }
        };
    CharlaServer started = new CharlaServer(config, activity);
    started.start();
    return started;
  }
}
