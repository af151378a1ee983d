package chat.charla.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The result of one scenario. */
public final class Result {
  private final String scenario;
  private final List<Row> rows = new ArrayList<>();
  private final List<Exponent> growth = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public Result(String scenario) {
    this.scenario = scenario;
  }

  public String scenario() {
    return scenario;
  }

  public void add(Row row) {
    rows.add(row);
  }

  public void add(Exponent exponent) {
    growth.add(exponent);
  }

  public void add(Target target) {
    targets.add(target);
  }

  /** Adds a note that explains the figures. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  public List<Row> rows() {
    return List.copyOf(rows);
  }

  public List<Exponent> growth() {
    return List.copyOf(growth);
  }

  public List<Target> targets() {
    return List.copyOf(targets);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }
}
