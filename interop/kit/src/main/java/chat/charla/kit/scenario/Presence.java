package chat.charla.kit.scenario;

import chat.charla.kit.world.ClientProcess;
import chat.charla.kit.world.Failure;
import chat.charla.kit.world.Line;
import chat.charla.kit.world.OtherClient;
import chat.charla.kit.world.Stage;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.testkit.network.Script;
import chat.charla.v1.ListUsersRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Set;

/** Scenarios about the presence that {@code ListUsers} returns. */
final class Presence {
  private Presence() {}

  static List<Scenario> all() {
    return List.of(pages(), repeated());
  }

  private static Scenario pages() {
    return Scenario.of(
        6,
        "presence-has-pages",
        "`ListUsers` returns the whole presence list, page by page",
        "treats the first page as the whole list",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          OtherClient luis = stage.otherClient("Luis");
          stage.otherClient("Eva").open(1);
          luis.open(1);
          for (String name : List.of("Ana", "Eva", "Luis")) {
            stage.await(name + " is present", () -> luis.isPresent(name));
          }
          stage.follow(new PagesOfOne());
          expectUsers(stage, ana, Set.of("Ana", "Eva", "Luis"));
          stage.wire().block();
          luis.leave();
          stage.wire().unblock();
          ana.awaitOnline(2);
          expectUsers(stage, ana, Set.of("Ana", "Eva"));
        });
  }

  private static Scenario repeated() {
    return Scenario.of(
        7,
        "call-is-repeated",
        "A call that ends with a proxy's answer or a lost connection is repeated after a growing delay",
        "gives up a call because a proxy briefly cannot find the server",
        stage -> {
          ClientProcess ana = stage.join("Ana");
          stage.wire().answer(404);
          // The first line reports the lost stream, the second line a failed attempt.
          ana.awaitCount("offline", 2);
          ana.command("users lobby");
          ana.awaitCount("offline", 4);
          stage.wire().unblock();
          Line answer = ana.await("users", line -> line.is("users"));
          Failure.unless(
              answer.text("names").equals("Ana"),
              "Ana is present, and the client prints %s",
              answer);
        });
  }

  /**
   * Makes the client call {@code ListUsers} again. Fails if the client prints other users than
   * these.
   */
  private static void expectUsers(Stage stage, ClientProcess client, Set<String> expected) {
    int known = client.lines("users").size();
    client.command("users lobby");
    stage.await("the client prints users", () -> client.lines("users").size() > known);
    Line answer = client.lines("users").get(known);
    Set<String> names = Set.of(answer.text("names").split(" "));
    Failure.unless(
        names.equals(expected), "%s are present, and the client prints %s", expected, answer);
  }

  /** Makes the server return one user per page. */
  private static final class PagesOfOne implements Script {
    @Override
    public void onRequest(RelayedCall call, byte[] message) {
      if (!call.method().equals("ListUsers")) {
        call.toServer(message);
        return;
      }
      try {
        ListUsersRequest request = ListUsersRequest.parseFrom(message);
        call.toServer(request.toBuilder().setPageSize(1).build().toByteArray());
      } catch (InvalidProtocolBufferException e) {
        throw new Failure("the client's request is not a ListUsersRequest: " + e.getMessage());
      }
    }
  }
}
