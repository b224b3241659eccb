using System.Text;
using System.Text.Json;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Tests;

/// <summary>One command line, run in this process with streams of its own.</summary>
internal sealed record CommandLineSession(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, which must be exactly one JSON object on one line.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.EndsWith(Environment.NewLine, Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', Output.TrimEnd());
            JsonElement root = JsonDocument.Parse(Output).RootElement;
            Assert.Equal(JsonValueKind.Object, root.ValueKind);
            return root;
        }
    }

    public static Task<CommandLineSession> RunAsync(params string[] arguments) => RunAsync("", arguments, TestContext.Current.CancellationToken);

    public static Task<CommandLineSession> RunAsync(string input, string[] arguments, CancellationToken interrupted) =>
        RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), arguments, interrupted);

    public static async Task<CommandLineSession> RunAsync(Stream input, string[] arguments, CancellationToken interrupted)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(input, TextWriter.Synchronized(output), TextWriter.Synchronized(error), TimeProvider.System);
        int exitCode = await FastEmitCommand.RunAsync(arguments, terminal, interrupted);
        return new CommandLineSession(exitCode, output.ToString(), error.ToString());
    }
}
