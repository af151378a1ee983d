package chat.charla.cli.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.TestIssuer;
import chat.charla.client.Cancellable;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.IssuerException;
import chat.charla.client.oidc.Verification;
import chat.charla.client.oidc.Waiting;
import chat.charla.testkit.Patience;
import chat.charla.v1.OidcIssuer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log-in in the background. It reports in tasks of the chat, which the test runs. */
class BackgroundLoginTest {
  @AutoClose private TestIssuer issuer;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
  }

  @Test
  void reportsAreMadeByTheTasksOfTheChat() throws InterruptedException {
    starts(() -> {});
    runsNextTask();
    runsNextTask();
    assertEquals(List.of("ABCD-EFGH", "id token"), List.copyOf(reports));
  }

  @Test
  void failureIsReported() throws InterruptedException {
    issuer.refuse("access_denied");
    starts(() -> {});
    runsNextTask();
    runsNextTask();
    assertEquals(List.of("ABCD-EFGH", "DENIED"), List.copyOf(reports));
  }

  @Test
  void cancelledLogInEndsAndReportsNothing() throws InterruptedException {
    Cancellable login =
        starts(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    Runnable firstReport = nextTask();
    login.cancel();
    firstReport.run();
    assertTrue(interrupted.await(Patience.SECONDS, TimeUnit.SECONDS));
    assertEquals(List.of(), List.copyOf(reports));
  }

  private interface PauseAction {
    void run() throws InterruptedException;
  }

  private Cancellable starts(PauseAction pause) {
    Waiting waiting =
        new Waiting() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public void pause(Duration time) throws InterruptedException {
            pause.run();
          }
        };
    OidcIssuer named =
        OidcIssuer.newBuilder().setIssuer(issuer.url()).setClientId(TestIssuer.CLIENT_ID).build();
    return new BackgroundLogin(true, waiting)
        .start(
            named,
            tasks::add,
            new IssuerLogin.Receiver() {
              @Override
              public void onVerification(Verification verification) {
                reports.add(verification.code());
              }

              @Override
              public void onToken(IdToken token) {
                reports.add(token.toString());
              }

              @Override
              public void onFailure(IssuerException failure) {
                reports.add(failure.reason().toString());
              }
            });
  }

  private void runsNextTask() throws InterruptedException {
    nextTask().run();
  }

  private Runnable nextTask() throws InterruptedException {
    Runnable task = tasks.poll(Patience.SECONDS, TimeUnit.SECONDS);
    if (task == null) {
      throw new AssertionError("there is no task");
    }
    return task;
  }
}
