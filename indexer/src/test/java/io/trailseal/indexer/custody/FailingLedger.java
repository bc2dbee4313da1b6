package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.Ledger;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// The real ledger, one of whose writes fails.
final class FailingLedger {
  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  private FailingLedger() {}

  /// The real ledger, whose n-th `record` fails.
  static Ledger of(Ledger real, AtomicInteger writes, int nth, Outcome outcome) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              boolean fails = method.getName().equals("record") && writes.incrementAndGet() == nth;
              if (fails && outcome == Outcome.FAILS_AND_DOES_NOTHING) {
                throw new IOException("injected");
              }
              Object result;
              try {
                result = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (fails) {
                throw new IOException("injected");
              }
              return result;
            });
  }
}
