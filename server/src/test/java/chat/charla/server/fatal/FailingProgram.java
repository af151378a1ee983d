package chat.charla.server.fatal;

import chat.charla.server.scheduling.BorrowingScheduler;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A program in which the chosen error occurs. The program runs forever, unless the error ends it.
 */
final class FailingProgram {
  private static final byte[] MEBIBYTE = new byte[1 << 20];
  private static final Error MEMORY_AS_CAUSE =
      new ExceptionInInitializerError(new OutOfMemoryError("the real reason"));
  private static final RuntimeException DEFECT = new IllegalStateException("a defect");
  private static int depth;

  private FailingProgram() {}

  /**
   * Which error occurs, and where: {@code MEMORY} is an {@link OutOfMemoryError}, {@code STACK} a
   * {@link StackOverflowError}, and {@code DEFECT} any other exception.
   */
  enum Failure {
    MEMORY_IN_A_CORE_TASK,
    MEMORY_IN_A_TIMER,
    MEMORY_IN_A_THREAD,
    MEMORY_WHILE_THE_CONSOLE_IS_NOT_READ,
    MEMORY_IN_TWO_THREADS,
    MEMORY_AS_CAUSE_OF_ANOTHER_ERROR,
    DEFECT_WHILE_THE_HEAP_IS_FULL,
    STACK_IN_A_CORE_TASK,
    DEFECT_IN_A_THREAD
  }

  public static void main(String[] arguments) throws InterruptedException {
    ProcessEnd.prepare();
    BorrowingScheduler core = new BorrowingScheduler("core");
    switch (Failure.valueOf(arguments[0])) {
      case MEMORY_IN_A_CORE_TASK -> core.execute(FullHeap::fill);
      case MEMORY_IN_A_TIMER -> core.schedule(Duration.ofMillis(1), FullHeap::fill);
      case MEMORY_IN_A_THREAD -> new Thread(FullHeap::fill).start();
      case MEMORY_WHILE_THE_CONSOLE_IS_NOT_READ -> {
        fillStandardError();
        core.execute(FullHeap::fill);
      }
      case MEMORY_IN_TWO_THREADS -> {
        new Thread(FullHeap::fill).start();
        new Thread(FullHeap::fill).start();
      }
      case MEMORY_AS_CAUSE_OF_ANOTHER_ERROR ->
          new Thread(
                  () -> {
                    fillAndContinue();
                    throw MEMORY_AS_CAUSE;
                  })
              .start();
      case DEFECT_WHILE_THE_HEAP_IS_FULL ->
          new Thread(
                  () -> {
                    fillAndContinue();
                    throw DEFECT;
                  })
              .start();
      case STACK_IN_A_CORE_TASK -> core.execute(FailingProgram::fillStack);
      case DEFECT_IN_A_THREAD ->
          new Thread(
                  () -> {
                    throw DEFECT;
                  })
              .start();
    }
    new CountDownLatch(1).await();
  }

  private static void fillAndContinue() {
    try {
      FullHeap.fill();
    } catch (OutOfMemoryError full) {
      // The heap is full now, and another error follows.
    }
  }

  private static int fillStack() {
    return depth == Integer.MAX_VALUE ? 0 : ++depth + fillStack();
  }

  /** Starts a write to standard error that blocks forever; returns while the write blocks. */
  private static void fillStandardError() throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              try (FileOutputStream out = new FileOutputStream(FileDescriptor.err)) {
                out.write(MEBIBYTE);
              } catch (java.io.IOException closed) {
                // The reader has closed the pipe.
              }
            });
    writer.setDaemon(true);
    writer.start();
    // The write is larger than the pipe, so the write blocks.
    writer.join(Duration.ofMillis(200).toMillis());
  }
}
