package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.oidc.IssuerFailures;
import chat.charla.cli.oidc.IssuerLogin;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.ChatClient;
import chat.charla.client.Registration;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.Verification;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetLoginOptionsResponse;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.UserKind;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Carries out {@code /sso}: the user logs in with a browser at the issuer that the server names.
 * The chat continues meanwhile. If the server needs an invitation for a new account, asks for its
 * code. Owned by the client's scheduler.
 */
public final class SingleSignOn {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final Console console;
  private final SecretQuestion question;
  private final Dependencies dependencies;
  private final Runnable whenAnswered;

  /** Cancels the log-in that the issuer has not answered yet. */
  private Cancellable running = () -> {};

  /** Whether the server has said that a new account needs an invitation. */
  private boolean needsInvitation;

  /**
   * The dependencies of log-ins.
   *
   * @param issuer starts log-ins at an issuer
   * @param scheduler the client's scheduler
   * @param secretsProtected whether the connection to the server is encrypted, or does not leave
   *     this machine
   * @param server the server's address, for display
   * @param sessionLabel what the user recognises the session by; it must not block
   */
  public record Dependencies(
      IssuerLogin issuer,
      Executor scheduler,
      boolean secretsProtected,
      String server,
      Supplier<String> sessionLabel) {}

  /**
   * Creates the handler.
   *
   * @param question asks for invitation codes
   * @param whenAnswered run after every answer
   */
  public SingleSignOn(
      ChatClient client,
      ChatState state,
      Display display,
      Console console,
      SecretQuestion question,
      Dependencies dependencies,
      Runnable whenAnswered) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.console = console;
    this.question = question;
    this.dependencies = dependencies;
    this.whenAnswered = whenAnswered;
  }

  /**
   * Tells the user to log in at the issuer, if the server has one. Called when the user has to log
   * in.
   *
   * @param accountNeeded whether the user may have no account. If so, also tells how to get one
   */
  public void offer(boolean accountNeeded) {
    client.loginOptions(
        new Answer<>() {
          @Override
          public void onSuccess(GetLoginOptionsResponse options) {
            if (state.phase().isEnding()) {
              return;
            }
            if (options.getIssuersCount() > 0) {
              display.answer("sso.offer", Sanitizer.excerpt(options.getIssuers(0).getIssuer()));
            }
            if (accountNeeded && mayRegister(options)) {
              display.answer("signin.may-register");
            } else if (accountNeeded && options.getIssuersCount() == 0) {
              display.answer("signin.may-not-register");
            }
          }

          @Override
          public void onFailure(CallFailure failure) {
            // Show nothing: the user can still log in with a password.
          }
        });
  }

  /**
   * Lets the user log in. Asks for an invitation code first, if a new account would need one. If it
   * is not known yet whether the server needs one, the user types the command again: the line that
   * the user types when the server answers is not secret, so it cannot be the code.
   *
   * @param name the name of the account to create if the user has none yet; empty to create none
   */
  void logIn(String name) {
    if (!console.hasPerson()) {
      display.answer("sso.piped");
    } else if (!dependencies.secretsProtected()) {
      display.answer("signin.not-protected", Sanitizer.line(dependencies.server()));
    } else if (!needsInvitation || !mayRegister(name)) {
      start(name, "");
    } else if (console.canHide()) {
      question.ask(SecretQuestion.INVITATION, code -> start(name, code));
    } else {
      display.answer("sso.visible", Sanitizer.line(name));
    }
  }

  private static boolean mayRegister(GetLoginOptionsResponse options) {
    return options.getRegistration() || options.getRegistrationByInvitation();
  }

  private boolean mayRegister(String name) {
    return !name.isEmpty() && state.self().getKind() != UserKind.USER_KIND_ACCOUNT;
  }

  /**
   * Begins a log-in, which replaces the one in progress.
   *
   * @param code an invitation code; empty if the user was not asked for one
   */
  private void start(String name, String code) {
    running.cancel();
    state.called();
    client.loginOptions(
        new Step<>() {
          @Override
          void done(GetLoginOptionsResponse options) {
            begin(options, name, code);
          }
        });
  }

  private void begin(GetLoginOptionsResponse options, String name, String code) {
    needsInvitation = options.getRegistrationByInvitation();
    if (options.getIssuersCount() == 0) {
      display.answer("sso.none");
      return;
    }
    if (needsInvitation && code.isEmpty() && mayRegister(name)) {
      display.answer("sso.invitation", Sanitizer.line(name));
      return;
    }
    running =
        dependencies
            .issuer()
            .start(
                options.getIssuers(0),
                dependencies.scheduler(),
                new IssuerLogin.Receiver() {
                  @Override
                  public void onVerification(Verification page) {
                    show(page);
                  }

                  @Override
                  public void onToken(IdToken token) {
                    logIn(token, name, code);
                  }

                  @Override
                  public void onFailure(IssuerException failure) {
                    failed(IssuerFailures.explain(failure, display.words().messages()));
                  }
                });
  }

  private void show(Verification page) {
    display.answer("sso.open", Sanitizer.line(page.url()), Sanitizer.line(page.code()));
    String complete = page.completeUrl();
    if (complete != null) {
      display.answer("sso.complete", Sanitizer.line(complete));
    }
  }

  private void logIn(IdToken token, String name, String code) {
    if (state.phase().isEnding()) {
      return;
    }
    state.called();
    client.logIn(
        "",
        token.credential(),
        dependencies.sessionLabel().get(),
        new Step<LogInResponse>() {
          @Override
          void done(LogInResponse response) {
            showLoggedIn("signin.logged-in", response.getJoined());
          }

          @Override
          void failed(CallFailure failure) {
            if (failure.reason() == ErrorReason.ERROR_REASON_NOT_REGISTERED) {
              register(token, name, code);
            } else {
              super.failed(failure);
            }
          }
        });
  }

  private void register(IdToken token, String name, String code) {
    if (name.isEmpty()) {
      display.answer("sso.not-registered");
      return;
    }
    state.called();
    client.register(
        new Registration(name, token.credential())
            .withSessionLabel(dependencies.sessionLabel().get())
            .withInvitationCode(code),
        new Step<RegisterResponse>(name) {
          @Override
          void done(RegisterResponse response) {
            showLoggedIn("signin.registered", response.getJoined());
          }

          @Override
          void failed(CallFailure failure) {
            needsInvitation |= failure.reason() == ErrorReason.ERROR_REASON_INVITATION_INVALID;
            if (needsInvitation && code.isEmpty()) {
              // The server's settings have changed since it was asked for them.
              display.answer("sso.invitation", Sanitizer.line(name));
            } else {
              super.failed(failure);
            }
          }
        });
  }

  private void showLoggedIn(String key, JoinResponse joined) {
    display.answer(key, Sanitizer.line(joined.getSelf().getName()));
  }

  private void failed(String reason) {
    display.answer("signin.failed", reason);
  }

  /** An answer of the server to a call of the command. */
  private abstract class Step<T> implements Answer<T> {
    private final String subject;

    Step() {
      this("");
    }

    /** A call about this name. */
    Step(String subject) {
      this.subject = subject;
    }

    abstract void done(T response);

    void failed(CallFailure failure) {
      boolean refused = failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED;
      SingleSignOn.this.failed(
          refused
              ? display.words().text("issuer.not-accepted")
              : new Explanations(display.words().messages()).of(failure, subject));
    }

    @Override
    public final void onSuccess(T response) {
      state.answered();
      done(response);
      whenAnswered.run();
    }

    @Override
    public final void onFailure(CallFailure failure) {
      state.answered();
      failed(failure);
      whenAnswered.run();
    }
  }
}
