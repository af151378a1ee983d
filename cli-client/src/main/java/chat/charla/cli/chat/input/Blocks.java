package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.name.NameFold;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.User;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Carries out {@code /block}, {@code /unblock} and {@code /blocks}. The methods get the command as
 * the user has typed it, to show which command failed. Owned by the client's scheduler.
 */
public final class Blocks {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final CommandCalls calls;

  public Blocks(ChatClient client, ChatState state, Display display, CommandCalls calls) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.calls = calls;
  }

  /** Blocks the user with this name, who is present or has written a message. */
  void block(String name, String command) {
    User user = state.roster().everNamed(name);
    if (user == null) {
      display.answer("private.not-connected", Sanitizer.line(name));
    } else if (user.getId().equals(state.self().getId())) {
      display.answer("block.self");
    } else {
      calls.begin();
      client
          .account()
          .blockUser(
              user.getId(),
              calls.answer(
                  command, done -> display.answer("block.now", Sanitizer.line(user.getName()))));
    }
  }

  /** Stops blocking the user who has this name now. */
  void unblock(String name, String command) {
    calls.begin();
    client
        .account()
        .listBlockedUsers(
            new Answer<ListBlockedUsersResponse>() {
              @Override
              public void onSuccess(ListBlockedUsersResponse response) {
                Optional<User> blocked = named(name, response.getUsersList());
                if (blocked.isPresent()) {
                  unblock(blocked.get(), command);
                } else {
                  display.answer("unblock.not-blocked", Sanitizer.line(name));
                  calls.end();
                }
              }

              @Override
              public void onFailure(CallFailure failure) {
                calls.failed(command, "", failure);
                calls.end();
              }
            });
  }

  private void unblock(User user, String command) {
    client
        .account()
        .unblockUser(
            user.getId(),
            calls.answer(
                command, done -> display.answer("unblock.now", Sanitizer.line(user.getName()))));
  }

  private static Optional<User> named(String name, List<User> users) {
    String folded = NameFold.fold(name);
    return users.stream().filter(user -> NameFold.fold(user.getName()).equals(folded)).findFirst();
  }

  /** Shows the blocked users. */
  void list(String command) {
    calls.begin();
    client
        .account()
        .listBlockedUsers(calls.answer(command, response -> show(response.getUsersList())));
  }

  private void show(List<User> users) {
    if (users.isEmpty()) {
      display.answer("blocks.none");
    } else {
      display.answer(
          "blocks.list",
          users.stream()
              .map(user -> Sanitizer.line(user.getName()))
              .collect(Collectors.joining(", ")));
    }
  }
}
