package chat.charla.cli.command;

import chat.charla.v1.Scope;

/** What a program may do with an access token, as the command line names it. */
enum TokenScope {
  READ(Scope.SCOPE_READ),
  WRITE(Scope.SCOPE_WRITE),
  ACCOUNT(Scope.SCOPE_ACCOUNT);

  private final Scope scope;

  TokenScope(Scope scope) {
    this.scope = scope;
  }

  Scope scope() {
    return scope;
  }
}
