package chat.charla.server.log.sqlite;

/** The tables, accessed over one connection. For that connection's thread. */
record Tables(
    TimelineTable timelines,
    EntryTable entries,
    IdentityTable identities,
    ReceiptTable receipts,
    SessionTable sessions,
    DiscardedTable discarded) {

  static Tables of(Statements statements) {
    return new Tables(
        new TimelineTable(statements),
        new EntryTable(statements),
        new IdentityTable(statements),
        new ReceiptTable(statements),
        new SessionTable(statements),
        new DiscardedTable(statements));
  }
}
