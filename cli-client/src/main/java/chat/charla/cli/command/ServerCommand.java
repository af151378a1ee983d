package chat.charla.cli.command;

import chat.charla.cli.connection.ServerAddress;

/** A command that connects to a server. */
interface ServerCommand {
  /** The server's address. */
  ServerAddress address();
}
