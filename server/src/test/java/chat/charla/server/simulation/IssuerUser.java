package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.CallFailure;
import chat.charla.client.Scheduler;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.Open;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user whom an issuer of id tokens knows: registers, logs in, opens streams, and sends messages.
 * An {@link AccountOperator} suspends and resumes the account, and revokes its sessions. This class
 * checks that a session is accepted until a call of the operator ends it, and never again; that
 * log-ins are refused exactly while the account is suspended; and that a suspended account adds no
 * event.
 */
final class IssuerUser {
  static final String NAME = "issued";

  private static final String SUBJECT = "subject";

  /**
   * The longest time from when the operator is told of a suspension until all streams have ended.
   */
  private static final Duration UNTIL_STREAMS_END = Duration.ofSeconds(1);

  /** Why an ended session is refused. */
  private static final Set<ErrorReason> ENDED =
      Set.of(
          ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED,
          ErrorReason.ERROR_REASON_SESSION_REVOKED,
          ErrorReason.ERROR_REASON_SESSION_ENDED,
          ErrorReason.ERROR_REASON_SESSION_EXPIRED);

  /** A stream, and whether its session had ended when the client opened it. */
  private record OpenStream(String token, StreamHandle handle, boolean mustBeRefused) {}

  private final Random random;
  private final Truth truth;
  private final SimulatedTransport transport;
  private final Scheduler scheduler;
  private final RepeatedCalls calls;

  /** The tokens that must be accepted. */
  private final Set<String> valid = new LinkedHashSet<>();

  /** The tokens of which it is unknown whether the operator's calls have ended them. */
  private final Set<String> doubtful = new LinkedHashSet<>();

  /** The tokens that must be refused. */
  private final Set<String> ended = new LinkedHashSet<>();

  private final Map<StreamListener, OpenStream> streams = new LinkedHashMap<>();
  private String id = "";
  private boolean suspended;

  /** Whether a call of the operator that ends sessions, or the suspension, is in progress. */
  private boolean changing;

  /** How many calls of the operator have begun or ended. */
  private int turns;

  /** By timeline: the last sequence when the operator was told of the suspension. */
  private Map<TimelineId, Long> headsOfSuspension = Map.of();

  private int inProgress;
  private int tokens;
  private int messages;

  IssuerUser(Random random, Truth truth, SimulatedTransport transport, Scheduler scheduler) {
    this.random = random;
    this.truth = truth;
    this.transport = transport;
    this.scheduler = scheduler;
    this.calls = new RepeatedCalls(truth, scheduler);
  }

  /** The id of the account; empty if there is none yet. */
  String id() {
    return id;
  }

  /** Whether the account is suspended, as far as the operator has been told. */
  boolean isSuspended() {
    return suspended;
  }

  /** Whether every call has its answer. */
  boolean hasAnswers() {
    return inProgress == 0;
  }

  /** Takes the next step. */
  void act() {
    requireNoEvents();
    if (id.isEmpty()) {
      if (inProgress == 0) {
        register();
      }
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> logIn();
      case 1 -> anyToken(valid).ifPresent(this::openStream);
      case 2 -> anyToken(ended).ifPresent(this::openStream);
      case 3 -> anyToken(random.nextBoolean() ? valid : ended).ifPresent(this::send);
      case 4 -> sendByStreams();
      default -> anyToken(random.nextBoolean() ? valid : ended).ifPresent(this::check);
    }
  }

  private Optional<String> anyToken(Set<String> tokens) {
    List<String> all = new ArrayList<>(tokens);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private void register() {
    truth.asksFor(this, NAME);
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setName(NAME)
            .setCredential(credential())
            .setRequestId(newId())
            .build();
    inProgress++;
    calls.<RegisterResponse>untilKnown(
        answer -> transport.unary(AccountServiceGrpc.getRegisterMethod(), request, null, answer),
        response -> {
          inProgress--;
          id = response.getJoined().getSelf().getId();
          valid.add(response.getJoined().getSessionToken());
        },
        refusal -> require(false, "%s cannot register: %s", NAME, refusal));
  }

  /** Logs in with a new id token. */
  void logIn() {
    LogInRequest request =
        LogInRequest.newBuilder().setCredential(credential()).setRequestId(newId()).build();
    int begun = turns;
    boolean certain = !changing;
    boolean refusable = suspended;
    inProgress++;
    calls.<LogInResponse>untilKnown(
        answer -> transport.unary(AccountServiceGrpc.getLogInMethod(), request, null, answer),
        response -> {
          inProgress--;
          require(
              response.getJoined().getSelf().getId().equals(id),
              "a user of the issuer logs in as another one: %s",
              response.getJoined());
          boolean same = certain && begun == turns;
          require(!same || !refusable, "a suspended account logs in");
          String token = response.getJoined().getSessionToken();
          if (same) {
            valid.add(token);
          } else if (suspended && !changing) {
            ended.add(token);
          } else {
            doubtful.add(token);
          }
        },
        refusal -> {
          inProgress--;
          boolean same = certain && begun == turns;
          require(
              ENDED.contains(refusal) && (!same || refusable),
              "a user of the issuer cannot log in: %s",
              refusal);
        });
  }

  private void openStream(String token) {
    boolean mustBeRefused = ended.contains(token);
    StreamListener listener =
        new StreamListener() {
          @Override
          public void onFrame(ConverseResponse frame) {
            if (mustBeRefused && frame.hasReady()) {
              truth.broken(new AssertionError("a stream of an ended session opens"));
            }
          }

          @Override
          public void onClosed(@Nullable CallFailure reason) {
            streams.remove(this);
            if (reason != null && ENDED.contains(reason.reason())) {
              require(!valid.contains(token), "the stream of a session ends with %s", reason);
            }
          }
        };
    StreamHandle handle = transport.converse(token, listener);
    streams.put(listener, new OpenStream(token, handle, mustBeRefused));
    handle.send(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
  }

  private void sendByStreams() {
    List.copyOf(streams.values())
        .forEach(
            stream ->
                stream
                    .handle()
                    .send(ConverseRequest.newBuilder().setSendMessage(message()).build()));
  }

  private void send(String token) {
    boolean mustBeRefused = ended.contains(token);
    inProgress++;
    transport.sendMessage(
        message(),
        token,
        RepeatedCalls.answer(
            (SendMessageResponse response) -> {
              inProgress--;
              require(!mustBeRefused, "an ended session sends a message");
            },
            failure -> inProgress--));
  }

  private SendMessageRequest message() {
    return SendMessageRequest.newBuilder()
        .setRoom("lobby")
        .setClientMessageId("issued " + ++messages)
        .setText("message " + messages + " of " + NAME)
        .build();
  }

  private void check(String token) {
    boolean mustBeRefused = ended.contains(token);
    inProgress++;
    transport.unary(
        ChatServiceGrpc.getWhoAmIMethod(),
        WhoAmIRequest.getDefaultInstance(),
        token,
        RepeatedCalls.answer(
            (WhoAmIResponse response) -> {
              inProgress--;
              require(!mustBeRefused, "an ended session of %s is accepted", NAME);
              require(response.getSelf().getId().equals(id), "another identity: %s", response);
            },
            failure -> {
              inProgress--;
              require(
                  calls.isTransient(failure) || !valid.contains(token),
                  "a session of %s is refused: %s",
                  NAME,
                  failure);
            }));
  }

  /** Checks all tokens. The caller waits until {@link #hasAnswers}. */
  void checkAll() {
    requireNoEvents();
    requireNoEndedStreams();
    List.copyOf(valid).forEach(this::check);
    List.copyOf(ended).forEach(this::check);
  }

  /** Ends all streams. */
  void endStreams() {
    List.copyOf(streams.values()).forEach(stream -> stream.handle().cancel());
    streams.clear();
  }

  /**
   * The operator begins a call that ends all sessions.
   *
   * @return must be run when the operator is told that the call was carried out
   */
  Runnable endsSessions() {
    changing = true;
    turns++;
    List<String> ending = new ArrayList<>(valid);
    ending.addAll(doubtful);
    valid.clear();
    doubtful.clear();
    return () -> {
      ended.addAll(ending);
      changing = false;
      turns++;
      var unused = scheduler.schedule(UNTIL_STREAMS_END, this::requireNoEndedStreams);
    };
  }

  /** The operator is told that the account is suspended. */
  void suspended() {
    suspended = true;
    ended.addAll(doubtful);
    doubtful.clear();
    headsOfSuspension = truth.heads();
    truth.requireRecorded("account.suspended", id, NAME);
  }

  /**
   * The operator begins to resume the account.
   *
   * @return must be run when the operator is told that the account is resumed
   */
  Runnable resumes() {
    requireNoEvents();
    changing = true;
    suspended = false;
    turns++;
    return () -> {
      changing = false;
      turns++;
      truth.requireRecorded("account.resumed", id, NAME);
    };
  }

  private void requireNoEndedStreams() {
    for (OpenStream stream : streams.values()) {
      // The client may have opened a stream that must be refused just now.
      boolean outlives = !stream.mustBeRefused() && ended.contains(stream.token());
      require(!outlives, "an ended session of %s has a stream", NAME);
    }
  }

  private void requireNoEvents() {
    if (suspended) {
      truth.requireNoEventsOf(id, headsOfSuspension);
    }
  }

  private Credential credential() {
    return Credential.newBuilder().setOidcIdToken(SimulatedIssuer.token(SUBJECT, ++tokens)).build();
  }

  private String newId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  @Override
  public String toString() {
    return "user %s of the issuer, %d calls in progress".formatted(id, inProgress);
  }
}
