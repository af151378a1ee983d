package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.OtherClient;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;

/** Scenarios about answers that come from a proxy or the network instead of the chat server. */
final class Proxies {
  private Proxies() {}

  static List<Scenario> all() {
    return List.of(proxyAnswers(), resetOnTheWay());
  }

  private static Scenario proxyAnswers() {
    return Scenario.of(
        7,
        "proxy-answers-404",
        "A status without Charla's `ErrorInfo`, with any code, means a lost connection if the server has answered before",
        "stops because a proxy briefly cannot find the server",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          stage.wire().answer(404);
          ana.send("m1", "through the proxy");
          // The first line reports the lost stream, the second line a failed attempt.
          ana.awaitCount("offline", 2);
          stage.wire().answer(403);
          ana.awaitCount("offline", 4);
          stage.wire().unblock();
          ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "through the proxy");
          Failure.unless(ana.lines("joined").size() == 1, "the client has joined again");
        });
  }

  private static Scenario resetOnTheWay() {
    return Scenario.of(
        7,
        "reset-on-the-way",
        "A stream that is ended by something between client and server, with any code, is a lost connection",
        "treats a stream that was reset as a stream that it has cancelled itself",
        stage -> {
          OtherClient luis = stage.otherClient("Luis");
          ClientProcess ana = stage.join("Ana");
          List<Status> ends = List.of(Status.CANCELLED, Status.UNKNOWN, Status.UNAUTHENTICATED);
          for (int i = 0; i < ends.size(); i++) {
            stage.stream().end(ends.get(i), new Metadata());
            ana.awaitOnline(i + 2);
          }
          stage.stream().reset();
          ana.awaitOnline(ends.size() + 2);
          ana.send("m1", "still here");
          ana.awaitResult("m1", "sent");
          Sending.expectOnce(luis, "still here");
          Failure.unless(ana.lines("joined").size() == 1, "the client has joined again");
        });
  }
}
