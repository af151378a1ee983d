package chat.charla.cli.script;

import chat.charla.client.Transport;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Transports of which a test needs few methods. */
final class StubTransports {
  private StubTransports() {}

  /** A transport all of whose methods do this. */
  static Transport of(InvocationHandler methods) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, methods);
  }
}
