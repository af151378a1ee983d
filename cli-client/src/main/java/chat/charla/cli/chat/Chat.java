package chat.charla.cli.chat;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.StyledText;
import chat.charla.cli.text.Utf8Lines.TextTooLongException;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ChatListener;
import chat.charla.client.ClientOptions;
import chat.charla.client.ConnectionState;
import chat.charla.client.PendingMessage;
import chat.charla.client.Scheduler;
import chat.charla.client.Target;
import chat.charla.client.Transport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One person's conversation, from the question for a name to the farewell.
 *
 * <p>The public methods may be called by any thread. Everything else happens on the scheduler,
 * which owns all the state: what the client tells, and what typed lines ask for.
 */
public final class Chat {
  /** Everybody's room. */
  static final String LOBBY = "lobby";

  /** With so many answers missing, the next line is not read: below what the client would keep. */
  private static final int MAX_ANSWERS_MISSING = 128;

  private enum Phase {
    /** The next line is a name. */
    NAMING,
    /** Lines wait. */
    JOINING,
    /** The next line is something to say, or a command. */
    TALKING,
    /** No line counts any more. */
    LEAVING,
    OVER
  }

  private final Scheduler scheduler;
  private final Console console;
  private final Messages messages;
  private final Explanations explanations;
  private final EventLines lines;
  private final ChatClient client;
  private final LobbyRoster lobby;
  private final NameQuestion nameQuestion;
  private final Departure departure;
  private final Outstanding outstanding = new Outstanding();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  private Phase phase = Phase.JOINING;
  private User self = User.getDefaultInstance();
  private boolean greeted;
  private boolean lost;
  private boolean unsent;
  private @Nullable CompletableFuture<Prompt> turn;

  /**
   * A chat that has not begun.
   *
   * @param name the name to join with, or null to ask for one
   */
  public Chat(
      Transport transport,
      Scheduler scheduler,
      Console console,
      Messages messages,
      @Nullable String name) {
    this.scheduler = scheduler;
    this.console = console;
    this.messages = messages;
    this.explanations = new Explanations(messages);
    this.lines = new EventLines(messages);
    this.nameQuestion = new NameQuestion(messages);
    ClientOptions.Builder options = ClientOptions.builder();
    if (name != null) {
      options.name(name);
    }
    this.client = new ChatClient(transport, scheduler, options.build(), new Listener());
    this.lobby = new LobbyRoster(client, this::mayTalk);
    this.departure = new Departure(scheduler, client, outstanding, this::leaveUnheard);
  }

  /** Begins. The result is there when a line may be read, and cancelled when the chat is over. */
  public CompletableFuture<Prompt> start() {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turn = next;
          client.start();
        });
    return next;
  }

  /** Takes a line that was read. The result is as that of {@link #start}. */
  public CompletableFuture<Prompt> take(String line) {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turn = next;
          if (phase == Phase.NAMING) {
            takeName(nameQuestion.answer(line));
          } else if (phase == Phase.TALKING) {
            InputParser.parse(line, lobby.roster()).giveTo(new Commands());
          } else if (phase == Phase.OVER) {
            next.cancel(false);
          }
          offerTurn();
        });
    return next;
  }

  /**
   * No more lines will come: what was said is still brought to an end, however long it takes.
   *
   * @param cause what broke the input, or null if it simply ended
   */
  public void endOfInput(@Nullable IOException cause) {
    scheduler.execute(
        () -> {
          if (cause != null) {
            print(
                cause instanceof TextTooLongException
                    ? lines.line("input.too-long")
                    : lines.line("input.broken", Sanitizer.line(String.valueOf(cause))));
            unsent = true;
          }
          if (phase == Phase.NAMING && !greeted) {
            end(nameQuestion.wasRefused() ? Ending.NAME_REFUSED : Ending.NO_NAME);
          } else if (phase != Phase.OVER) {
            phase = Phase.LEAVING;
            if (lost && outstanding.answersMissing() > 0) {
              print(lines.line("leave.waiting"));
            }
            departure.whenAnswered();
          }
        });
  }

  /** Leaves at once, because the program is being ended. */
  public void hangUp() {
    scheduler.execute(
        () -> {
          phase = Phase.LEAVING;
          client.leave();
        });
  }

  /** How it ended, once it has. */
  public CompletableFuture<Ending> ended() {
    return ended;
  }

  private void takeName(@Nullable String name) {
    if (name != null) {
      phase = Phase.JOINING;
      client.useName(name);
    }
  }

  private void send(Target target, String text) {
    PendingMessage message = client.send(target, text);
    outstanding.sent(message.clientMessageId());
    if (lost) {
      print(lines.line("message.waiting"));
    }
  }

  /** Lets the input go on, if it waits and there is something to read. */
  private void offerTurn() {
    CompletableFuture<Prompt> waiting = turn;
    if (waiting == null) {
      return;
    }
    if (phase == Phase.NAMING) {
      turn = null;
      waiting.complete(nameQuestion.prompt());
    } else if (phase == Phase.TALKING && outstanding.answersMissing() < MAX_ANSWERS_MISSING) {
      turn = null;
      waiting.complete(Prompt.turn(messages.text("prompt", Sanitizer.line(self.getName()))));
    }
  }

  private void askName(ConnectionState state) {
    nameQuestion.askedBy(state);
    String suggestion = nameQuestion.suggestion();
    if (suggestion != null && (phase == Phase.TALKING || phase == Phase.LEAVING)) {
      // The name was lost while the connection was: whoever is typing should not be asked.
      print(lines.line("name.lost", Sanitizer.line(suggestion)));
      client.useName(suggestion);
      return;
    }
    if (phase == Phase.LEAVING) {
      departure.now();
      return;
    }
    if (phase == Phase.TALKING) {
      print(nameQuestion.prompt().text());
    }
    phase = Phase.NAMING;
    offerTurn();
  }

  /** Called when who is present is known, so that {@code :p-} can be understood. */
  private void mayTalk() {
    if (phase == Phase.JOINING) {
      phase = Phase.TALKING;
      offerTurn();
    }
  }

  /** The server does not answer: it will find out by itself when the lease is over. */
  private void leaveUnheard() {
    if (phase != Phase.OVER) {
      if (outstanding.answersMissing() > 0) {
        unsent = true;
      }
      print(lines.line("leave.unheard"));
      farewell();
    }
  }

  private void print(String text) {
    console.print(StyledText.of(text));
  }

  private void farewell() {
    print(messages.text("farewell"));
    end(unsent ? Ending.UNSENT : Ending.LEFT);
  }

  private void end(Ending how) {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    client.close();
    if (turn != null) {
      turn.cancel(false);
    }
    ended.complete(how);
  }

  /** What lines ask for. */
  private final class Commands implements Input.Handler {
    @Override
    public void nothing() {}

    @Override
    public void say(String text) {
      send(Target.room(LOBBY), text);
    }

    @Override
    public void sayPrivately(Target to, String text) {
      send(to, text);
    }

    @Override
    public void quit() {
      phase = Phase.LEAVING;
      if (lost) {
        departure.now();
      } else {
        departure.soon();
      }
    }

    @Override
    public void help() {
      print(messages.text("help"));
    }

    @Override
    public void listUsers() {
      outstanding.called();
      lobby.list(
          present -> print(lines.users(present)),
          failure -> print(lines.line("command.failed", explanations.of(failure))),
          this::answered);
    }

    @Override
    public void whoAmI() {
      outstanding.called();
      client.whoAmI(
          new Answer<>() {
            @Override
            public void onSuccess(WhoAmIResponse response) {
              String id = Sanitizer.line(response.getSelf().getId());
              print(messages.text("whoami", id));
              answered();
            }

            @Override
            public void onFailure(CallFailure failure) {
              print(lines.line("command.failed", explanations.of(failure)));
              answered();
            }
          });
    }

    @Override
    public void malformedPrivate() {
      print(lines.line("private.malformed"));
    }

    private void answered() {
      outstanding.answered();
      offerTurn();
      departure.proceed();
    }
  }

  /** What the client tells. */
  private final class Listener implements ChatListener {
    @Override
    public void onState(ConnectionState state) {
      CallFailure cause = state.cause();
      switch (state.kind()) {
        case NAME_NEEDED -> askName(state);
        case WAITING -> {
          if (departure.isUnderWay()) {
            leaveUnheard();
          } else if (!lost && cause != null) {
            lost = true;
            print(lines.line("connection.lost", explanations.of(cause)));
          }
          if (greeted) {
            // Who is present will be known later; meanwhile one can still leave.
            mayTalk();
          }
        }
        case ONLINE -> {
          if (lost) {
            lost = false;
            print(lines.line("connection.back"));
          }
        }
        case STOPPED -> stopped(state);
        case LEFT -> {
          if (phase != Phase.OVER) {
            farewell();
          }
        }
        default -> {
          // On the way.
        }
      }
    }

    @Override
    public void onJoined(JoinResponse response) {
      self = response.getSelf();
      if (!greeted && !response.getWelcome().isEmpty()) {
        print(lines.welcome(response.getWelcome()));
      }
      greeted = true;
    }

    @Override
    public void onReady(Ready ready) {
      self = ready.getSelf();
    }

    @Override
    public void onIdentityLost(CallFailure cause) {
      outstanding.expectNoEvents();
      print(lines.line("identity.lost"));
    }

    @Override
    public void onEvent(Event event) {
      lobby.follow(event);
      boolean typedHere = false;
      if (event.hasMessagePosted() && event.getActor().getId().equals(self.getId())) {
        typedHere = outstanding.seen(event.getMessagePosted().getClientMessageId());
      }
      boolean shownAlready =
          typedHere && console.echoesInput() && !event.getMessagePosted().hasRecipient();
      if (!shownAlready) {
        lines.of(event, self.getId()).ifPresent(Chat.this::print);
      }
      departure.proceed();
    }

    @Override
    public void onGap(Gap gap) {
      outstanding.expectNoEvents();
      print(lines.gap(gap));
      departure.proceed();
    }

    @Override
    public void onCaughtUp(CaughtUp caughtUp) {
      if (caughtUp.getRoom().equals(LOBBY)) {
        lobby.refresh();
      }
    }

    @Override
    public void onMessageSettled(PendingMessage message) {
      if (message.status() == PendingMessage.Status.SENT) {
        outstanding.accepted(message.clientMessageId());
      } else {
        outstanding.failed(message.clientMessageId());
        unsent |= message.status() == PendingMessage.Status.OUTCOME_UNKNOWN;
        print(lines.notSent(message));
      }
      offerTurn();
      departure.proceed();
    }

    @Override
    public void onListenerFailure(Throwable failure) {
      print(lines.line("internal", Sanitizer.line(failure.toString())));
    }

    private void stopped(ConnectionState state) {
      CallFailure cause = state.cause();
      if (cause != null) {
        print(lines.line("stopped", explanations.of(cause)));
        end(Ending.FAILED);
      } else if (phase != Phase.OVER) {
        end(Ending.LEFT);
      }
    }
  }
}
