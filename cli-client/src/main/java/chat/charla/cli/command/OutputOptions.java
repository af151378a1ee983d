package chat.charla.cli.command;

import chat.charla.cli.output.Output;
import chat.charla.cli.output.OutputFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option for the output format: {@code --output}. */
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Settable
  @Option(names = "--output", paramLabel = "text|json", converter = OutputFormatConverter.class)
  OutputFormat format = OutputFormat.TEXT;

  /** Opens the output in the chosen format. */
  Output open() {
    Invocation invocation = Invocation.of(command);
    Context context = invocation.context();
    return format.to(context.out(), context.err(), invocation.messages());
  }
}
