package chat.charla.cli.command;

import chat.charla.cli.output.Output;
import chat.charla.cli.output.OutputFormat;
import picocli.CommandLine.Option;

/** The option for the output format: {@code --output}. */
final class OutputOptions {
  @Settable
  @Option(names = "--output", paramLabel = "text|json", converter = OutputFormatConverter.class)
  OutputFormat format = OutputFormat.TEXT;

  /** Opens the output in the chosen format. */
  Output open(CharlaCommand charla) {
    Context context = charla.context();
    return format.to(context.out(), context.err(), charla.messages());
  }
}
