package chat.charla.client;

/**
 * Receives the answer of one call: exactly one of the two methods is called, once.
 *
 * @param <T> the response
 */
public interface Answer<T> {
  /** The call succeeded. */
  void onSuccess(T response);

  /** The call failed. */
  void onFailure(CallFailure failure);
}
