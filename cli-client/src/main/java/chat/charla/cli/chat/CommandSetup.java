package chat.charla.cli.chat;

import chat.charla.cli.chat.input.Blocks;
import chat.charla.cli.chat.input.CommandCalls;
import chat.charla.cli.chat.input.CommandTargets;
import chat.charla.cli.chat.input.Lookups;
import chat.charla.cli.chat.input.Moderation;
import chat.charla.cli.chat.input.OutgoingText;
import chat.charla.cli.chat.input.RoomChanges;
import chat.charla.cli.chat.input.SecretQuestion;
import chat.charla.cli.chat.input.SignIn;
import chat.charla.cli.chat.input.SingleSignOn;
import chat.charla.cli.chat.input.TypedLines;
import chat.charla.cli.chat.input.UserLists;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.RoomView;
import chat.charla.client.ChatClient;
import chat.charla.client.Scheduler;

/**
 * Creates the objects that carry out commands.
 *
 * @param client the client of the chat
 * @param scheduler the owner of the created objects
 * @param state the state of the chat
 * @param display where the answers are shown
 * @param console asks for passwords
 * @param secretQuestion the question for a password that is asked at the moment
 * @param options the options of the chat
 */
record CommandSetup(
    ChatClient client,
    Scheduler scheduler,
    ChatState state,
    Display display,
    Console console,
    SecretQuestion secretQuestion,
    ChatOptions options) {
  /**
   * The objects that carry out commands.
   *
   * @param quit starts leaving the chat
   * @param goOn run after every answer
   */
  CommandTargets targets(
      TypedLines typed, UserLists userLists, RoomView roomView, Runnable quit, Runnable goOn) {
    CommandCalls calls = new CommandCalls(state, display, goOn);
    SingleSignOn.Dependencies dependencies =
        new SingleSignOn.Dependencies(
            options.issuerLogin(),
            scheduler::execute,
            options.passwordsProtected(),
            options.server(),
            options.sessionLabel());
    return new CommandTargets(
        new OutgoingText(client, state, display, console.hasPerson(), typed::ask),
        new Lookups(client, state, display, userLists, calls),
        new Blocks(client, state, display, calls),
        new RoomChanges(client, state, display, calls),
        new Moderation(client, state, display, calls, options.clock()),
        new SignIn(
            client,
            state,
            display,
            console,
            secretQuestion,
            options.passwordsProtected(),
            options.server(),
            options.sessionLabel(),
            goOn),
        new SingleSignOn(client, state, display, console, secretQuestion, dependencies, goOn),
        roomView,
        quit);
  }
}
