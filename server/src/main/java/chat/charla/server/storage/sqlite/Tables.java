package chat.charla.server.storage.sqlite;

/** The tables, accessed over one connection. For that connection's thread. */
record Tables(
    TimelineTable timelines,
    EntryTable entries,
    AuthorTable authors,
    ReceiptTable receipts,
    IdentityTable identities,
    DiscardedTable discarded) {

  static Tables of(Statements statements) {
    return new Tables(
        new TimelineTable(statements),
        new EntryTable(statements),
        new AuthorTable(statements),
        new ReceiptTable(statements),
        new IdentityTable(statements),
        new DiscardedTable(statements));
  }
}
