package chat.charla.bench.report;

import java.util.List;

/**
 * How something grows: the {@code e} for which {@code y ~ x^e} fits best, by least squares of the
 * logarithms. 0 does not grow, 1 is in proportion.
 *
 * @param what what grows
 * @param with what it grows with
 * @param value the exponent
 */
public record Exponent(String what, String with, double value) {

  /** One measured point. Both are above 0. */
  public record Point(double x, double y) {}

  /** Fits an exponent to at least two points with different {@code x}. */
  public static Exponent fit(String what, String with, List<Point> points) {
    double meanX = points.stream().mapToDouble(p -> Math.log(p.x())).average().orElseThrow();
    double meanY = points.stream().mapToDouble(p -> Math.log(p.y())).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (Point point : points) {
      double x = Math.log(point.x()) - meanX;
      covariance += x * (Math.log(point.y()) - meanY);
      variance += x * x;
    }
    if (variance == 0) {
      throw new IllegalArgumentException("no two different x");
    }
    return new Exponent(what, with, covariance / variance);
  }
}
