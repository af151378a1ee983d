package chat.charla.bench.report;

import java.util.List;

/**
 * The growth of a value, as an exponent: 0 means constant, 1 means linear. It is the {@code e} with
 * which {@code y ~ x^e} fits the measured points best, by least squares of the logarithms.
 *
 * @param what the value that grows
 * @param with the variable with which the value grows
 * @param value the exponent
 */
public record Exponent(String what, String with, double value) {

  /** One measured point. Both coordinates are above 0. */
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
      throw new IllegalArgumentException("all points have the same x");
    }
    return new Exponent(what, with, covariance / variance);
  }
}
