package chat.charla.server.chat;

/**
 * The limits of the contract that no option changes. The server tells clients these limits in
 * {@code Limits}.
 */
public final class ContractLimits {
  /** The edition of the contract that the server implements. */
  public static final int EDITION = 2;

  /** The length of the longest id of a command, in bytes of UTF-8. */
  public static final int MAX_REQUEST_ID_BYTES = 64;

  /** The length of the longest {@code client_message_id}, in bytes of UTF-8. */
  public static final int MAX_MESSAGE_ID_BYTES = 64;

  /** The largest number of items on a page of a list. */
  public static final int MAX_PAGE_SIZE = 1000;

  /**
   * The largest number of unanswered commands of one stream; the server reads no further command
   * until one is answered.
   */
  public static final int MAX_OUTSTANDING_COMMANDS = 64;

  private ContractLimits() {}
}
