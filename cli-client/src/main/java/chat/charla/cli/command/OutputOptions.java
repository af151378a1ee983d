package chat.charla.cli.command;

import chat.charla.cli.output.Output;
import chat.charla.cli.output.OutputFormat;
import picocli.CommandLine.Option;

/** How a command writes its answers: {@code --output}. */
final class OutputOptions {
  @Settable
  @Option(names = "--output", paramLabel = "text|json", converter = OutputFormatConverter.class)
  OutputFormat format = OutputFormat.TEXT;

  /** Where the answers go. */
  Output open(CharlaCommand charla) {
    Context context = charla.context();
    return format.to(context.out(), context.err(), charla.messages());
  }
}
