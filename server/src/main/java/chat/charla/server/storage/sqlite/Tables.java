package chat.charla.server.storage.sqlite;

/** The tables, accessed over one connection. Only the connection's thread may use them. */
record Tables(
    TimelineTable timelines,
    RoomTable rooms,
    RoomMemberTable roomMembers,
    EntryTable entries,
    AuthorTable authors,
    ReceiptTable receipts,
    IdentityTable identities,
    InvitationTable invitations,
    DiscardedTable discarded,
    FreePages freePages,
    NumberTable numbers) {

  static Tables of(Statements statements) {
    return new Tables(
        new TimelineTable(statements),
        new RoomTable(statements),
        new RoomMemberTable(statements),
        new EntryTable(statements),
        new AuthorTable(statements),
        new ReceiptTable(statements, new SecretTable(statements)),
        new IdentityTable(statements),
        new InvitationTable(statements),
        new DiscardedTable(statements),
        new FreePages(statements),
        new NumberTable(statements));
  }
}
