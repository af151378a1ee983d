package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.ErrorReason;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command for scripts. It opens one session, and ends that session before the program exits. */
abstract class ScriptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;

  final Invocation invocation() {
    return Invocation.of(spec);
  }

  final ServerOptions server() {
    return server;
  }

  final IdentityOptions identity() {
    return identity;
  }

  /** Opens the session of a command that only reads. */
  final ScriptSession openToRead() throws CommandException, CallFailedException, IOException {
    return ScriptSession.open(server.route(), identity.forReading(server, true));
  }

  /**
   * Returns the failure unchanged, or throws an error that names {@code --create} if the room does
   * not exist.
   */
  final CallFailedException withHint(CallFailedException failure, String room)
      throws CommandException {
    if (failure.failure().reason() != ErrorReason.ERROR_REASON_ROOM_NOT_FOUND) {
      return failure;
    }
    throw new CommandException(
        ExitCode.of(failure.failure()),
        invocation().messages().text("error.no-room", Sanitizer.line(room)));
  }

  /** The error for invalid options. Its message is the text with this key. */
  final ParameterException usage(String key) {
    return new ParameterException(spec.commandLine(), invocation().messages().text(key));
  }
}
