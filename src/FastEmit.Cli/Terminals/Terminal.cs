using Spectre.Console;

namespace FastEmit.Cli.Terminals;

/// <summary>The input and output of a verb: the process's standard streams, or those of a test.</summary>
internal sealed class Terminal(Stream input, TextWriter output, TextWriter error, TimeProvider time)
{
    private const int FallbackWidth = 80;

    /// <summary>Standard input, as bytes.</summary>
    public Stream Input { get; } = input;

    /// <summary>Standard output: results only.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error: progress, live tables and errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Whether a person watches standard error, so that lines may be redrawn.</summary>
    public bool IsErrorWatched { get; init; }

    /// <summary>Whether a person watches standard output and wants colours (no-color.org).</summary>
    public bool IsOutputColored { get; init; }

    /// <summary>The columns of the terminal that shows standard error.</summary>
    public int Width { get; init; } = FallbackWidth;

    /// <summary>The columns of the terminal that shows standard output; no limit for a file or a pipe.</summary>
    public int OutputWidth { get; init; } = int.MaxValue;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        bool capable = Environment.GetEnvironmentVariable("TERM") != "dumb";
        bool watched = capable && !Console.IsErrorRedirected;
        return new Terminal(Console.OpenStandardInput(), Console.Out, Console.Error, TimeProvider.System)
        {
            IsErrorWatched = watched,
            IsOutputColored = capable && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            OutputWidth = capable && !Console.IsOutputRedirected ? MeasureWidth() : int.MaxValue,
            Width = watched ? MeasureWidth() : FallbackWidth,
        };
    }

    /// <summary>Standard error as a canvas for live tables. Use it only while <see cref="IsErrorWatched"/>.</summary>
    public IAnsiConsole CreateErrorCanvas()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        console.Profile.Width = Width;
        return console;
    }

    private static int MeasureWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : FallbackWidth;
        }
        catch (IOException)
        {
            return FallbackWidth; // a pseudo-terminal without a size
        }
    }
}
