package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.ConnectionState;
import chat.charla.client.Registration;
import chat.charla.client.StopReason;
import chat.charla.name.NameFold;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.UserKind;
import java.util.function.Supplier;

/**
 * Carries out {@code /login} and {@code /register}: asks for the password, which is not shown, and
 * makes the call. Tells the user to log in again when the session has ended. Owned by the client's
 * scheduler.
 */
public final class SignIn {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final Console console;
  private final SecretQuestion question;
  private final boolean passwordsProtected;
  private final String server;
  private final Supplier<String> sessionLabel;
  private final Runnable whenAnswered;

  /** Whether the server has said that it needs an invitation. */
  private boolean needsInvitation;

  /**
   * Creates the handler.
   *
   * @param question asks for passwords and invitation codes
   * @param passwordsProtected whether the connection to the server is encrypted, or does not leave
   *     this machine
   * @param server the server's address, for display
   * @param sessionLabel what the user recognises the session by; it must not block
   * @param whenAnswered run after every answer
   */
  public SignIn(
      ChatClient client,
      ChatState state,
      Display display,
      Console console,
      SecretQuestion question,
      boolean passwordsProtected,
      String server,
      Supplier<String> sessionLabel,
      Runnable whenAnswered) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.console = console;
    this.question = question;
    this.passwordsProtected = passwordsProtected;
    this.server = server;
    this.sessionLabel = sessionLabel;
    this.whenAnswered = whenAnswered;
  }

  /**
   * Called when the client has stopped. If the client can continue after a log-in, tells the user
   * to log in.
   *
   * @return whether the chat waits for the user to log in
   */
  public boolean offerLogIn(ConnectionState stopped) {
    CallFailure cause = stopped.cause();
    StopReason reason = stopped.stopReason();
    boolean needed =
        reason == StopReason.SESSION_REVOKED
            || reason == StopReason.SESSION_EXPIRED
            || reason == StopReason.ACCOUNT_SUSPENDED
            || reason == StopReason.ACCOUNT_REQUIRED;
    if (cause == null || !needed || !isPossible() || state.phase().isEnding()) {
      return false;
    }
    if (reason == StopReason.ACCOUNT_REQUIRED) {
      display.systemLine("signin.account-needed");
    } else {
      display.systemLine("signin.needed", new Explanations(display.words().messages()).of(cause));
    }
    return true;
  }

  /**
   * Logs in to an account. After the session of the user's account has ended, this continues the
   * chat in a new session.
   *
   * @param name the name of the account; empty for the user's own account
   */
  void logIn(String name) {
    String own = isAccount() ? state.self().getName() : "";
    String wanted = name.isEmpty() ? own : name;
    boolean loggedIn = isAccount() && state.link().condition() != Link.Condition.SIGNED_OUT;
    if (loggedIn && NameFold.fold(wanted).equals(NameFold.fold(own))) {
      display.answer("signin.already", Sanitizer.line(own));
    } else if (wanted.isEmpty()) {
      display.answer("command.usage", CommandWord.LOGIN.usage(display.words().messages()));
    } else if (mayAsk()) {
      question.ask("password.ask", password -> logIn(wanted, password));
    }
  }

  /**
   * Turns the guest into an account, which keeps the guest's identity.
   *
   * @param name the name of the account; empty for the guest's present name
   */
  void register(String name) {
    String wanted = name.isEmpty() ? state.self().getName() : name;
    if (isAccount()) {
      display.answer("reason.ALREADY_REGISTERED");
    } else if (wanted.isEmpty()) {
      display.answer("command.usage", CommandWord.REGISTER.usage(display.words().messages()));
    } else if (mayAsk()) {
      if (needsInvitation) {
        question.ask(SecretQuestion.INVITATION, code -> askPassword(wanted, code));
      } else {
        askPassword(wanted, "");
      }
    }
  }

  private void askPassword(String name, String code) {
    question.ask("password.ask-new", password -> askAgain(name, password, code));
  }

  private void askAgain(String name, String first, String code) {
    question.ask(
        "password.ask-again",
        second -> {
          if (first.equals(second)) {
            register(name, first, code);
          } else {
            display.answer("signin.different");
          }
        });
  }

  private void logIn(String name, String password) {
    state.called();
    client.logIn(
        name,
        credential(password),
        sessionLabel.get(),
        new Outcome<LogInResponse>(name) {
          @Override
          public void onSuccess(LogInResponse response) {
            done("signin.logged-in", response.getJoined().getSelf().getName());
          }
        });
  }

  /**
   * Registers. If the server needs an invitation, the user types the command again, and is asked
   * for the code. The line that the user types meanwhile is not secret, so it cannot be the code.
   *
   * @param code an invitation code; empty if the user was not asked for one
   */
  private void register(String name, String password, String code) {
    state.called();
    client.register(
        new Registration(name, credential(password))
            .withSessionLabel(sessionLabel.get())
            .withInvitationCode(code),
        new Outcome<RegisterResponse>(name) {
          @Override
          public void onSuccess(RegisterResponse response) {
            done("signin.registered", response.getJoined().getSelf().getName());
          }

          @Override
          public void onFailure(CallFailure failure) {
            needsInvitation |= failure.reason() == ErrorReason.ERROR_REASON_INVITATION_INVALID;
            if (needsInvitation && code.isEmpty()) {
              state.answered();
              display.answer("signin.invitation");
              whenAnswered.run();
            } else {
              super.onFailure(failure);
            }
          }
        });
  }

  private boolean mayAsk() {
    if (!console.hasPerson() || !console.canHide()) {
      display.answer("signin.visible");
    } else if (!passwordsProtected) {
      display.answer("signin.not-protected", Sanitizer.line(server));
    }
    return isPossible();
  }

  /** Whether the user can be asked for a password. */
  private boolean isPossible() {
    return console.hasPerson() && console.canHide() && passwordsProtected;
  }

  private boolean isAccount() {
    return state.self().getKind() == UserKind.USER_KIND_ACCOUNT;
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private abstract class Outcome<T> implements Answer<T> {
    private final String name;

    Outcome(String name) {
      this.name = name;
    }

    void done(String key, String known) {
      state.answered();
      display.answer(key, Sanitizer.line(known));
      whenAnswered.run();
    }

    @Override
    public void onFailure(CallFailure failure) {
      state.answered();
      String reason = new Explanations(display.words().messages()).of(failure, name);
      display.answer("signin.failed", reason);
      whenAnswered.run();
    }
  }
}
