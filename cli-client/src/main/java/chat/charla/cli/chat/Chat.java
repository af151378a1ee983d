package chat.charla.cli.chat;

import chat.charla.cli.chat.input.CommandTargets;
import chat.charla.cli.chat.input.CommandWord;
import chat.charla.cli.chat.input.Commands;
import chat.charla.cli.chat.input.NameLines;
import chat.charla.cli.chat.input.NameQuestion;
import chat.charla.cli.chat.input.SecretQuestion;
import chat.charla.cli.chat.input.SignIn;
import chat.charla.cli.chat.input.SingleSignOn;
import chat.charla.cli.chat.input.TypedLines;
import chat.charla.cli.chat.input.UserLists;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.state.Phase;
import chat.charla.cli.chat.view.Arrivals;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.InputAreas;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.RoomView;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.UnusableTextException;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.SavedSession;
import chat.charla.client.Scheduler;
import chat.charla.client.StopReason;
import chat.charla.client.Transport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.User;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One user's interactive chat, from the question for a name to the farewell.
 *
 * <p>Any thread may call the public methods. All other code runs on the scheduler, which owns all
 * state.
 */
public final class Chat {
  /**
   * While this many answers are missing, the chat reads no line from a pipe. This number is below
   * the limit of pending messages, at which the client refuses more. Lines that a user types are
   * always read: the user sees the refusal.
   */
  private static final int MAX_ANSWERS_MISSING = 128;

  private final Scheduler scheduler;
  private final Console console;
  private final Words words;
  private final ChatClient client;
  private final Display display;
  private final ChatState state;
  private final Arrivals arrivals;
  private final Commands commands;
  private final TypedLines typed;
  private final SecretQuestion secretQuestion;
  private final SignIn signIn;
  private final SingleSignOn singleSignOn;
  private final StateUpdates updates;
  private final Introduction introduction;
  private final InputAreas areas;
  private final InputTurns turns;
  private final ConnectionNews connectionNews;
  private final Naming naming;
  private final SessionKeeper keeper;
  private final ChatEnd chatEnd;

  /** Whether the user has seen a room. */
  private boolean seen;

  /** Creates a chat that has not started. */
  public Chat(
      Transport transport, Scheduler scheduler, Console console, Words words, ChatOptions options) {
    this(transport, scheduler, console, words, options, ClientOptions.builder());
  }

  /** Creates a chat whose client has these options, for tests. */
  Chat(
      Transport transport,
      Scheduler scheduler,
      Console console,
      Words words,
      ChatOptions options,
      ClientOptions.Builder clientOptions) {
    this.scheduler = scheduler;
    this.console = console;
    this.words = words;
    this.display = new Display(console, words, options.clock(), options.settings());
    this.state = new ChatState(new Link(scheduler));
    this.arrivals = new Arrivals(state, display, console.echoesInput());
    SavedSession saved = options.saved();
    SavedSession first = saved == null ? SavedSession.builder().build() : saved;
    this.keeper = new SessionKeeper(scheduler, options.store(), first, display);
    if (options.name() != null) {
      clientOptions.name(options.name());
    }
    // An account's inbox can be very long. A new session requests only its last messages.
    clientOptions.inboxBacklog(options.firstScreen().messages());
    this.client =
        new ChatClient(transport, scheduler, clientOptions.build(), new Listener(), saved);
    UserLists userLists = new UserLists(client, state.roster(), this::whenListed);
    this.typed = new TypedLines(console, state, display, userLists::refresh);
    RoomView roomView = new RoomView(state, display);
    this.secretQuestion = new SecretQuestion(display);
    this.areas = new InputAreas(state, words, options.server(), CommandWord.vocabulary());
    this.turns =
        new InputTurns(
            scheduler, console, this::prompt, () -> areas.area(prompt(), typed.waiting()));
    this.chatEnd =
        new ChatEnd(
            scheduler, client, state, display, arrivals, typed, secretQuestion, turns, keeper);
    CommandTargets targets =
        new CommandSetup(client, scheduler, state, display, console, secretQuestion, options)
            .targets(typed, userLists, roomView, chatEnd::quit, this::proceed);
    this.signIn = targets.signIn();
    this.singleSignOn = targets.singleSignOn();
    this.commands = new Commands(client, state, display, targets, options.server());
    NameQuestion nameQuestion = new NameQuestion(words, console.hasPerson(), options.name());
    this.naming =
        new Naming(
            client,
            state,
            display,
            console.hasPerson(),
            nameQuestion,
            new NameLines(nameQuestion, state, display, commands),
            chatEnd);
    RoomStates roomStates = new RoomStates(client, state);
    this.introduction =
        new Introduction(
            client,
            state,
            display,
            options.firstScreen(),
            roomStates,
            roomView,
            arrivals::take,
            this::proceed);
    this.updates =
        new StateUpdates(state, arrivals, userLists, roomView, display, introduction, roomStates);
    this.connectionNews = new ConnectionNews(state.link(), display);
    if (saved != null && !saved.cursors().isEmpty()) {
      arrivals.identityRestored();
    }
  }

  /**
   * Starts the chat. The future completes when a line may be read, and is cancelled when the chat
   * is over.
   */
  public CompletableFuture<Prompt> start() {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turns.pumpWaits(next);
          takeRestored(client.restoredMessages());
          client.start();
          turns.refreshArea();
        });
    return next;
  }

  /** Handles a line that was read. Returns a future for the next line, like {@link #start}. */
  public CompletableFuture<Prompt> take(String line) {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turns.pumpWaits(next);
          if (state.phase() == Phase.NAMING) {
            naming.take(line);
          } else if (state.phase() == Phase.TALKING) {
            typed.take(line, commands);
          }
          proceed();
        });
    return next;
  }

  /**
   * Handles a line that was read after a hidden prompt. Such a line is secret: it is never sent to
   * a room or a user, shown or kept.
   */
  public CompletableFuture<Prompt> takeHidden(String secret) {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turns.pumpWaits(next);
          if (!state.phase().isEnding()) {
            secretQuestion.take(secret);
          }
          proceed();
        });
    return next;
  }

  /**
   * Handles the end of the input. At the end of a pipe, the chat waits without a time limit until
   * each line that was read has its answer, and then leaves. When a user ends the input, the chat
   * quits.
   *
   * @param cause why reading failed, or null at the regular end of the input
   */
  public void endOfInput(@Nullable IOException cause) {
    scheduler.execute(
        () -> {
          if (cause instanceof UnusableTextException unusable) {
            display.unreadable(unusable);
          } else if (cause != null) {
            display.systemLine("input.broken", Sanitizer.line(String.valueOf(cause)));
          }
          if (cause != null) {
            chatEnd.recordUnsent();
          }
          if (state.phase() == Phase.NAMING && !state.hasJoined()) {
            naming.inputEnded(cause);
          } else if (!state.phase().isEnding() && console.hasPerson()) {
            chatEnd.quit();
          } else {
            chatEnd.leaveWhenAnswered();
          }
        });
  }

  /** Tells the user that a typed line could not be read. The user may type another line. */
  void reportUnusable(UnusableTextException unusable) {
    scheduler.execute(() -> display.unreadable(unusable));
  }

  /** Leaves at once. The program calls this method when it is being terminated. */
  public void terminate() {
    scheduler.execute(chatEnd::terminate);
  }

  /** Completes with the way in which the chat ended. */
  public CompletableFuture<Ending> ended() {
    return chatEnd.ended();
  }

  private void takeRestored(List<PendingMessage> messages) {
    if (!messages.isEmpty()) {
      display.answerText(words.counted("session.restored", messages.size()));
    }
    for (PendingMessage message : messages) {
      state.own().sent(message, "");
    }
  }

  private void whenListed() {
    typed.usersListed(commands);
    acceptInput();
    proceed();
  }

  /**
   * Continues after a change: lets the input pump read the next line if the chat can take one,
   * leaves if the user wants to leave and no answer is missing, and redraws the input area.
   */
  private void proceed() {
    if (mayRead()) {
      turns.offer();
    }
    chatEnd.proceed();
    turns.refreshArea();
  }

  private boolean mayRead() {
    return state.phase() == Phase.NAMING
        || (state.phase() == Phase.TALKING
            && (console.hasPerson() || typed.answersMissing() < MAX_ANSWERS_MISSING));
  }

  private Prompt prompt() {
    Prompt secret = secretQuestion.prompt();
    if (secret != null) {
      return secret;
    }
    if (state.phase() == Phase.NAMING) {
      return naming.prompt();
    }
    Prompt question = typed.question();
    return question == null ? areas.prompt() : question;
  }

  /**
   * Lets the user type messages and commands. The chat calls this when a request for the users
   * present has succeeded or failed. If the connection fails before that, the chat calls this at
   * once, so that the user can leave.
   */
  private void acceptInput() {
    if (state.phase() == Phase.JOINING) {
      state.setPhase(Phase.TALKING);
    }
  }

  private String explain(CallFailure failure) {
    return new Explanations(words.messages()).of(failure);
  }

  /** Handles the client's events. */
  private final class Listener implements ChatListener {
    @Override
    public void onState(ConnectionState connection) {
      boolean wasLost = state.link().isLost();
      state.link().take(connection);
      switch (connection.kind()) {
        case NAME_NEEDED -> naming.ask(connection);
        case WAITING -> {
          if (chatEnd.waitsOnlyForLeave()) {
            chatEnd.leaveTimedOut();
          } else {
            connectionNews.waiting(connection, wasLost);
          }
          if (state.hasJoined() || console.hasPerson()) {
            // The user must be able to leave, even before the users present are known.
            acceptInput();
          }
        }
        case ONLINE -> connectionNews.online(wasLost);
        case STOPPED -> {
          if (signIn.offerLogIn(connection)) {
            state.setPhase(Phase.TALKING);
            singleSignOn.offer(connection.stopReason() == StopReason.ACCOUNT_REQUIRED);
          } else {
            chatEnd.clientStopped(connection.cause());
          }
        }
        case LEFT -> chatEnd.clientLeft();
        default -> {
          // No change for the user.
        }
      }
      proceed();
    }

    @Override
    public void onJoined(JoinResponse response) {
      boolean first = !state.hasJoined();
      String before = state.self().getId();
      if (!before.isEmpty() && !before.equals(response.getSelf().getId())) {
        updates.changeIdentity();
      }
      if (state.phase() == Phase.NAMING) {
        // The user has logged in instead of choosing a name.
        state.setPhase(Phase.TALKING);
      }
      state.setSelf(response.getSelf());
      state.setLimits(response.getLimits());
      if (first && !response.getWelcome().isEmpty()) {
        display.welcome(response.getWelcome());
      }
    }

    @Override
    public void onRenamed(User self) {
      state.setSelf(self);
      display.systemLine("self.renamed", Sanitizer.line(self.getName()));
      proceed();
    }

    @Override
    public void onReady(Ready ready) {
      updates.take(ready, !seen);
      seen = true;
    }

    @Override
    public void onIdentityLost(CallFailure cause) {
      updates.forget(cause);
    }

    @Override
    public void onEvent(Event event) {
      if (!introduction.holdBack(event)) {
        arrivals.take(event);
      }
      keeper.changed(client);
      proceed();
    }

    @Override
    public void onGap(Gap gap) {
      arrivals.take(gap);
      keeper.changed(client);
      proceed();
    }

    @Override
    public void onCaughtUp(CaughtUp caughtUp) {
      updates.take(caughtUp);
    }

    @Override
    public void onSlowMode(PendingMessage message, Duration delay) {
      arrivals.waits(message, delay);
    }

    @Override
    public void onMessageSettled(PendingMessage message) {
      if (arrivals.take(message)) {
        chatEnd.recordUnsent();
      }
      keeper.changed(client);
      proceed();
    }

    @Override
    public void onRoomEntered(RoomEntered entered) {
      updates.take(entered);
      proceed();
    }

    @Override
    public void onRoomLeft(RoomLeft left) {
      updates.take(left);
      proceed();
    }

    @Override
    public void onRoomEnteredElsewhere(RoomEntered entered) {
      updates.enteredElsewhere(entered);
      proceed();
    }

    @Override
    public void onRoomLeftElsewhere(RoomLeft left) {
      updates.leftElsewhere(left);
      proceed();
    }

    @Override
    public void onRoomRefused(String room, Error error) {
      String reason = explain(CallFailure.fromError(error));
      display.answer("room.refused", Sanitizer.excerpt(room), reason);
      proceed();
    }

    @Override
    public void onSessionChanged(SavedSession session) {
      keeper.keep(session);
    }

    @Override
    public void onListenerFailure(Throwable failure) {
      display.systemLine("internal", Sanitizer.line(failure.toString()));
    }
  }
}
