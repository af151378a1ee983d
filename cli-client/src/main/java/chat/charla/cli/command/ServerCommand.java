package chat.charla.cli.command;

import chat.charla.cli.connection.ServerAddress;

/** A command that talks to a server. */
interface ServerCommand {
  /** Where the server is. */
  ServerAddress address();
}
