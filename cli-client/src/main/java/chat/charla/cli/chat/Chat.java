package chat.charla.cli.chat;

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
import chat.charla.client.Transport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One person's conversation, from the question for a name to the farewell.
 *
 * <p>The public methods may be called by any thread. Everything else happens on the scheduler,
 * which owns all the state: what the client tells, and what typed lines ask for.
 */
public final class Chat {
  /**
   * With so many answers missing, the next line of a pipe is not read: below what the client would
   * keep. Whoever types is not held up; there the client says when it is too much.
   */
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
  private final Words words;
  private final String server;
  private final ChatClient client;
  private final Display display;
  private final Situation situation;
  private final Arrivals arrivals;
  private final Commands commands;
  private final TypedLines typed;
  private final Whereabouts whereabouts;
  private final InputAreas areas;
  private final NameQuestion nameQuestion;
  private final SessionKeeper keeper;
  private final Departure departure;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  private Phase phase = Phase.JOINING;
  private boolean greeted;
  private boolean unsent;
  private boolean areaDue;
  private @Nullable CompletableFuture<Prompt> turn;

  /** A chat that has not begun. */
  public Chat(
      Transport transport, Scheduler scheduler, Console console, Words words, ChatOptions options) {
    this(transport, scheduler, console, words, options, ClientOptions.builder());
  }

  /** As the other one, with a client that a test has set up. */
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
    this.server = options.server();
    this.display = new Display(console, words, options.clock(), options.settings());
    this.situation = new Situation(new Link(scheduler, this::refreshArea));
    this.arrivals = new Arrivals(situation, display, console.echoesInput());
    this.nameQuestion = new NameQuestion(words);
    this.keeper = new SessionKeeper(scheduler, options.store(), display);
    if (options.name() != null) {
      clientOptions.name(options.name());
    }
    SavedSession saved = options.saved();
    this.client =
        new ChatClient(transport, scheduler, clientOptions.build(), new Listener(), saved);
    People people = new People(client, situation.roster, this::whenListed);
    this.typed = new TypedLines(console, situation, display, people::refresh);
    Speech speech = new Speech(client, situation, display, console.hasPerson(), typed::ask);
    Lookups lookups = new Lookups(client, situation, display, people, this::goOn);
    this.commands = new Commands(client, situation, display, speech, lookups, server, this::quit);
    this.whereabouts = new Whereabouts(situation, arrivals, people, commands, display);
    this.areas = new InputAreas(situation, words, server);
    this.departure =
        new Departure(
            scheduler,
            keeper.isKeeping() ? client::close : client::leave,
            this::answersMissing,
            situation.own::isEmpty,
            this::leaveUnheard);
    if (saved != null && !saved.cursors().isEmpty()) {
      arrivals.returnOfSomebody();
    }
  }

  /** Begins. The result is there when a line may be read, and cancelled when the chat is over. */
  public CompletableFuture<Prompt> start() {
    CompletableFuture<Prompt> next = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          turn = next;
          takeRestored(client.restoredMessages());
          client.start();
          refreshArea();
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
            typed.take(line, commands);
          } else if (phase == Phase.OVER) {
            next.cancel(false);
          }
          goOn();
        });
    return next;
  }

  /**
   * No more lines will come. What a pipe has said is still brought to an end, however long it
   * takes; a person who ends the input wants to leave.
   *
   * @param cause what broke the input, or null if it simply ended
   */
  public void endOfInput(@Nullable IOException cause) {
    scheduler.execute(
        () -> {
          if (cause instanceof UnusableTextException unusable) {
            display.unread(unusable);
          } else if (cause != null) {
            display.happened("input.broken", Sanitizer.line(String.valueOf(cause)));
          }
          unsent |= cause != null;
          if (phase == Phase.NAMING && !greeted) {
            end(withoutName(cause), null);
          } else if (phase != Phase.OVER && phase != Phase.LEAVING && console.hasPerson()) {
            quit();
          } else if (phase != Phase.OVER) {
            phase = Phase.LEAVING;
            if (situation.link.isLost() && answersMissing() > 0) {
              display.happened("leave.waiting");
            }
            departure.whenAnswered();
          }
        });
  }

  /** Tells the person that what they have typed was not read; they may type another line. */
  void passOver(UnusableTextException unusable) {
    scheduler.execute(() -> display.unread(unusable));
  }

  private Ending withoutName(@Nullable IOException cause) {
    if (nameQuestion.wasRefused()) {
      return Ending.NAME_REFUSED;
    }
    return cause == null ? Ending.NO_NAME : Ending.FAILED;
  }

  /** Leaves at once, because the program is being ended. */
  public void hangUp() {
    scheduler.execute(
        () -> {
          if (phase != Phase.OVER) {
            phase = Phase.LEAVING;
            departure.now();
          }
        });
  }

  /** How it ended, once it has. */
  public CompletableFuture<Ending> ended() {
    return ended;
  }

  private void takeRestored(List<PendingMessage> messages) {
    if (!messages.isEmpty()) {
      display.answerText(words.counted("session.restored", messages.size()));
    }
    for (PendingMessage message : messages) {
      situation.own.sent(message, "");
    }
  }

  private void takeName(@Nullable String name) {
    if (name != null) {
      phase = Phase.JOINING;
      client.useName(name);
    }
  }

  private void whenListed() {
    typed.whoIsHere(commands);
    mayTalk();
    goOn();
  }

  /**
   * Lets the input go on, if it waits and there is something to read; and whatever waits for it.
   */
  private void goOn() {
    offerTurn();
    departure.proceed();
    refreshArea();
  }

  private void offerTurn() {
    CompletableFuture<Prompt> waiting = turn;
    if (waiting == null) {
      return;
    }
    boolean mayRead =
        phase == Phase.NAMING
            || (phase == Phase.TALKING
                && (console.hasPerson() || answersMissing() < MAX_ANSWERS_MISSING));
    if (mayRead) {
      turn = null;
      waiting.complete(prompt());
    }
  }

  private Prompt prompt() {
    if (phase == Phase.NAMING) {
      return nameQuestion.prompt();
    }
    Prompt question = typed.question();
    return question == null ? areas.prompt() : question;
  }

  /** What waits will have an answer, too. */
  private int answersMissing() {
    return situation.answersMissing() + typed.waiting().size();
  }

  /** Shows how things are, once for everything that happens now. */
  private void refreshArea() {
    if (!areaDue) {
      areaDue = true;
      scheduler.execute(
          () -> {
            areaDue = false;
            if (phase != Phase.OVER && console.hasPerson()) {
              console.show(areas.area(prompt(), typed.waiting()));
            }
          });
    }
  }

  private void askName(ConnectionState state) {
    nameQuestion.askedBy(state);
    String suggestion = nameQuestion.suggestion();
    boolean busy = phase == Phase.TALKING || phase == Phase.LEAVING;
    if (suggestion != null && busy && greeted) {
      // The name was lost while the connection was: whoever is typing should not be asked.
      display.happened("name.lost", Sanitizer.line(suggestion));
      client.useName(suggestion);
      return;
    }
    if (phase == Phase.LEAVING) {
      departure.now();
      return;
    }
    if (phase == Phase.TALKING) {
      display.plain(nameQuestion.prompt().text());
    }
    phase = Phase.NAMING;
    goOn();
  }

  /** Called when a line can be understood, or when it is better to let the person type anyway. */
  private void mayTalk() {
    if (phase == Phase.JOINING) {
      phase = Phase.TALKING;
    }
  }

  private void quit() {
    phase = Phase.LEAVING;
    if (situation.link.condition() == Link.Condition.ONLINE) {
      departure.soon();
      return;
    }
    if (answersMissing() > 0 && !keeper.isKeeping()) {
      display.happened("leave.waiting");
    }
    departure.now();
  }

  /** The server does not answer: it will find out by itself when the lease is over. */
  private void leaveUnheard() {
    if (phase != Phase.OVER) {
      display.happened("leave.unheard");
      end(Ending.LEFT, "farewell");
    }
  }

  /**
   * Ends the chat.
   *
   * @param farewell the key of the last words, or null for none
   */
  private void end(Ending how, @Nullable String farewell) {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    situation.link.stopTicking();
    client.close();
    client.snapshot(
        saved -> {
          unsent |= arrivals.giveUp(saved, keeper.isKeeping() && saved.token() != null);
          typed.giveUp();
          unsent |= typed.hasDropped();
          keeper.keep(saved);
          if (farewell != null) {
            display.plain(words.text(farewell));
          }
          if (turn != null) {
            turn.cancel(false);
          }
          ended.complete(how == Ending.LEFT && unsent ? Ending.UNSENT : how);
        });
  }

  private String explain(CallFailure failure) {
    return new Explanations(words.messages()).of(failure);
  }

  /** What the client tells. */
  private final class Listener implements ChatListener {
    /** Whether it was told that what answers now cannot be trusted. */
    private boolean toldDistrust;

    @Override
    public void onState(ConnectionState state) {
      boolean wasLost = situation.link.isLost();
      situation.link.take(state);
      CallFailure cause = state.cause();
      switch (state.kind()) {
        case NAME_NEEDED -> askName(state);
        case WAITING -> {
          if (departure.isUnderWay() && answersMissing() == 0) {
            leaveUnheard();
          } else if (cause != null && (!wasLost || isNewDistrust(cause))) {
            display.happened("connection.lost", explain(cause), situation.link.secondsLeft());
          }
          if (greeted || console.hasPerson()) {
            // Who is present will be known later; meanwhile one can still leave.
            mayTalk();
          }
        }
        case ONLINE -> {
          toldDistrust = false;
          if (wasLost) {
            display.happened("connection.back");
          }
        }
        case STOPPED -> stopped(cause);
        case LEFT -> end(Ending.LEFT, "farewell");
        default -> {
          // On the way.
        }
      }
      goOn();
    }

    private void stopped(@Nullable CallFailure cause) {
      if (cause != null) {
        display.happened("stopped", explain(cause));
        end(Ending.FAILED, null);
      } else {
        end(Ending.LEFT, keeper.isKeeping() ? "farewell.for-now" : "farewell");
      }
    }

    /** A server that is away is no news after a while, but one that pretends to be another is. */
    private boolean isNewDistrust(CallFailure cause) {
      boolean isNew = !toldDistrust && Explanations.isDistrust(cause);
      toldDistrust |= isNew;
      return isNew;
    }

    @Override
    public void onJoined(JoinResponse response) {
      situation.becomes(response.getSelf());
      situation.limit(response.getLimits());
      if (!greeted && !response.getWelcome().isEmpty()) {
        display.welcome(response.getWelcome());
      }
      greeted = true;
    }

    @Override
    public void onReady(Ready ready) {
      greeted = true;
      whereabouts.take(ready);
    }

    @Override
    public void onIdentityLost(CallFailure cause) {
      whereabouts.forget();
    }

    @Override
    public void onEvent(Event event) {
      arrivals.take(event);
      keeper.changed(client);
      goOn();
    }

    @Override
    public void onGap(Gap gap) {
      arrivals.take(gap);
      keeper.changed(client);
      goOn();
    }

    @Override
    public void onCaughtUp(CaughtUp caughtUp) {
      whereabouts.take(caughtUp);
    }

    @Override
    public void onMessageSettled(PendingMessage message) {
      unsent |= arrivals.take(message);
      keeper.changed(client);
      goOn();
    }

    @Override
    public void onRoomEntered(RoomEntered entered) {
      whereabouts.take(entered);
      goOn();
    }

    @Override
    public void onRoomLeft(RoomLeft left) {
      whereabouts.take(left);
      goOn();
    }

    @Override
    public void onRoomRefused(String room, Error error) {
      display.answer("room.refused", Sanitizer.line(room), explain(CallFailure.fromError(error)));
      goOn();
    }

    @Override
    public void onSessionChanged(SavedSession session) {
      keeper.keep(session);
    }

    @Override
    public void onListenerFailure(Throwable failure) {
      display.happened("internal", Sanitizer.line(failure.toString()));
    }
  }
}
