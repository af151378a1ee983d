package chat.charla.cli.pipe;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.cli.script.History;
import chat.charla.cli.script.IdentityCalls;
import chat.charla.client.ChatClient;
import chat.charla.client.Scheduler;
import java.io.InterruptedIOException;
import java.util.UUID;

/**
 * Carries out commands, one after the other. Messages are sent in the order of their commands, but
 * their results may come in another order. Every other command gets its answer before the next
 * command begins. Only the thread that reads commands uses this class.
 */
final class Commands {
  private final IdentityCalls server;
  private final ChatClient client;
  private final Scheduler scheduler;
  private final ConversationOutput output;
  private final Answers answers;

  Commands(
      IdentityCalls server,
      ChatClient client,
      Scheduler scheduler,
      ConversationOutput output,
      Answers answers) {
    this.server = server;
    this.client = client;
    this.scheduler = scheduler;
    this.output = output;
    this.answers = answers;
  }

  void carryOut(Request request) throws InterruptedException, InterruptedIOException {
    if (request instanceof Request.Send send) {
      send(send);
    } else if (request instanceof Request.Enter enter) {
      answers.awaitRoomAnswer(enter.ref(), () -> client.enterRoom(enter.room()));
    } else if (request instanceof Request.Leave leave) {
      answers.awaitRoomAnswer(leave.ref(), () -> client.leaveRoom(leave.room()));
    } else {
      ask(request, output.answering(request.ref()));
    }
  }

  private void send(Request.Send send) throws InterruptedException {
    answers.awaitPermit();
    String id = send.id() == null ? UUID.randomUUID().toString() : send.id();
    // Send on the scheduler, so that the message is registered before its result can arrive.
    scheduler.execute(
        () -> answers.sending(client.send(send.target(), send.text(), id), send.ref()));
  }

  private void ask(Request request, ConversationOutput answer) throws InterruptedIOException {
    try {
      if (request instanceof Request.Users users) {
        server.users(users.room()).forEach(answer::user);
        answer.done();
      } else if (request instanceof Request.Rooms) {
        server.rooms().forEach(answer::room);
        answer.done();
      } else if (request instanceof Request.Read read) {
        read(read, answer);
        answer.done();
      } else if (request instanceof Request.Rename rename) {
        server.rename(rename.name());
        answer.self(server.whoAmI());
      } else {
        answer.self(server.whoAmI());
      }
    } catch (CallFailedException e) {
      if (Explanations.isRefusal(e.failure())) {
        answer.refused(e.failure());
      } else {
        answer.failed(e.failure());
      }
    }
  }

  private void read(Request.Read read, ConversationOutput answer)
      throws CallFailedException, InterruptedIOException {
    History.Part part = new History.Part(read.count(), read.before(), read.since(), "");
    History.of(server, read.room()).write(part, answer, History.Progress.IGNORED);
  }
}
