package chat.charla.cli.script;

import chat.charla.client.Transport;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Creates transports for tests that need only some methods of a transport. */
final class StubTransports {
  private StubTransports() {}

  /** A transport. A call of any of its methods calls {@code methods}. */
  static Transport of(InvocationHandler methods) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, methods);
  }
}
