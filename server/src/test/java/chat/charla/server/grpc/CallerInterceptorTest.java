package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CallerInterceptorTest {
  /** Otherwise a service without the interceptor would serve its callers without limits. */
  @Test
  void aCallOfAServiceWithoutTheInterceptorHasNoCaller() {
    assertThrows(IllegalStateException.class, CallerInterceptor::current);
  }
}
