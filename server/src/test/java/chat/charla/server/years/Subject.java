package chat.charla.server.years;

import java.util.List;

/** One effect of years of running, and how it is measured. Stateless. */
interface Subject {

  /** The name on the command line: lower-case letters and hyphens. */
  String name();

  /** What is done to the server, in a few words. */
  String what();

  /**
   * Measures one server, and returns when everything that was started has ended. The same figure
   * has the same text for each server.
   *
   * @throws SkippedException if this machine lacks what the subject needs
   * @throws Exception if the server does not do what was expected
   */
  List<Figure> measure(Trial trial) throws Exception;

  /** Says that a subject cannot run on this machine, and why. */
  final class SkippedException extends Exception {
    private static final long serialVersionUID = 1L;

    SkippedException(String reason) {
      super(reason);
    }
  }
}
