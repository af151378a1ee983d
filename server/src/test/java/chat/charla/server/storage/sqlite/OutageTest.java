package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.RecordedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The log has a line when an outage of the storage begins, and a line when writes work again. */
class OutageTest {
  private static final String FAILS = "WARNING The storage fails: writes are refused";
  private static final String FAILS_OTHERWISE = "WARNING The storage also fails in another way";

  @RegisterExtension final RecordedLog log = new RecordedLog(Outage.class.getName());

  private long now = Long.MAX_VALUE - 100;
  private final Outage outage = new Outage(() -> now);

  @Test
  void writesThatSucceedAreNotLogged() {
    outage.succeeded();
    assertEquals(List.of(), log.lines().all());
  }

  /** On a full disk, small writes succeed between large ones that fail. */
  @Test
  void aSuccessBetweenFailuresDoesNotCountAsARecovery() {
    for (int i = 0; i < 1000; i++) {
      outage.failed(new IllegalStateException("full"));
      pass(Duration.ofMillis(35));
      outage.succeeded();
    }
    assertEquals(List.of(FAILS), log.lines().all());

    pass(Outage.TIME_WITHOUT_FAILURES);
    assertEquals(List.of(FAILS), log.lines().all(), "only a write shows that writes work again");
    outage.succeeded();
    outage.succeeded();
    assertEquals(
        List.of(
            FAILS,
            "INFO The storage works again after 40 s, in which 1,000 commits have failed;"
                + " the last failure: java.lang.IllegalStateException: full"),
        log.lines().all());
  }

  /** The first failure need not be the one that the operator has to repair. */
  @Test
  void failuresOfEachFurtherKindAreLoggedOnce() {
    for (int i = 0; i < 10; i++) {
      outage.failed(new IllegalStateException("number " + i));
      outage.failed(failure(SQLiteErrorCode.SQLITE_FULL));
      outage.failed(failure(SQLiteErrorCode.SQLITE_IOERR_WRITE));
      outage.failed(failure(SQLiteErrorCode.SQLITE_IOERR_FSYNC));
    }
    pass(Outage.TIME_WITHOUT_FAILURES);
    outage.succeeded();

    assertEquals(
        List.of(
            FAILS,
            FAILS_OTHERWISE,
            FAILS_OTHERWISE,
            FAILS_OTHERWISE,
            "INFO The storage works again after 5 s, in which 40 commits have failed;"
                + " the last failure: org.sqlite.SQLiteException: SQLITE_IOERR_FSYNC"),
        log.lines().all());

    outage.failed(failure(SQLiteErrorCode.SQLITE_FULL));
    outage.failed(failure(SQLiteErrorCode.SQLITE_IOERR_WRITE));
    assertEquals(List.of(FAILS, FAILS_OTHERWISE), log.lines().all().subList(5, 7));
  }

  /** A write fails every ten seconds, and smaller writes in between succeed. */
  @Test
  void aStorageThatKeepsFailingHasOnlyOneFurtherOutage() {
    for (int i = 0; i < 100; i++) {
      outage.failed(new IllegalStateException("nearly full"));
      pass(Duration.ofSeconds(6));
      outage.succeeded();
      pass(Duration.ofSeconds(4));
      outage.succeeded();
    }
    assertEquals(3, log.lines().count(), () -> log.lines().all().toString());
  }

  @Test
  void laterOutagesEndAfterTheSameDelayAsTheFirst() {
    for (int i = 1; i <= 3; i++) {
      outage.failed(new IllegalStateException("full"));
      pass(Outage.TIME_WITHOUT_FAILURES);
      outage.succeeded();
      assertEquals(2 * i, log.lines().count());
      pass(Outage.CONTINUATION_TIME);
    }
  }

  private static Exception failure(SQLiteErrorCode code) {
    return new SQLiteException(code.name(), code);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
