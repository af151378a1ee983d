package chat.charla.cli.script;

import chat.charla.client.Transport;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Creates transports for tests that need few of the methods. */
final class StubTransports {
  private StubTransports() {}

  /** A transport whose every method calls this handler. */
  static Transport of(InvocationHandler methods) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, methods);
  }
}
