using System.Text.Json;
using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Emitting;

/// <summary>Moves lines from the input to the emitter, as fast as its rings drain. For one thread.</summary>
internal sealed class LinePump(LineReader lines, EventLineParser parser, HookEmitter emitter, RingRoom room, ProgressLine trouble)
{
    /// <summary>A character of a name as <c>\u1234</c>.</summary>
    private const int MaxEscapedBytes = 6;

    /// <summary>Lines that are not events and so were not passed to the emitter.</summary>
    public long NotEmitted { get; private set; }

    /// <summary>Emits the lines that were read, until the rings are full.</summary>
    /// <returns>False when the rings are full, true when more input is needed.</returns>
    public bool EmitRead()
    {
        while (lines.TryPeek(out ReadOnlySpan<byte> line, out bool isTooLong))
        {
            if (isTooLong)
            {
                Refuse($"longer than {Figures.Count(lines.MaxLineBytes)} bytes");
            }
            else if (line.ContainsAnyExcept(" \t"u8) && !TryEmit(line))
            {
                return false;
            }

            lines.Advance();
        }

        return true;
    }

    /// <summary>Reads more lines; false when the input has ended.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => lines.FillAsync(cancellationToken);

    private bool TryEmit(ReadOnlySpan<byte> line)
    {
        try
        {
            if (parser.Parse(line, out EventLine parsed) is { } error)
            {
                Refuse(error);
                return true;
            }

            if (!room.TryTake(line.Length + parsed.Descriptor.Namespace.Length + (parsed.Descriptor.Name.Length * MaxEscapedBytes)))
            {
                return false;
            }

            EmitResult result = emitter.EmitJson(parsed.Descriptor, parsed.Data, parsed.Partition);
            if (result != EmitResult.Queued)
            {
                trouble.WriteLine($"line {lines.LineNumber}: {Explain(result)}"); // the emitter counts it as dropped
            }
        }
        catch (JsonException exception)
        {
            Refuse(Explain(exception));
        }

        return true;
    }

    /// <summary>The message without the position in the data, whose line 0 would contradict the line number.</summary>
    private static string Explain(JsonException exception)
    {
        int position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? exception.Message : $"not JSON: {exception.Message[..position]} (byte {exception.BytePositionInLine + 1})";
    }

    private static string Explain(EmitResult result) => result switch
    {
        EmitResult.TooLarge => "dropped: larger than the server accepts",
        EmitResult.RingFull => "dropped: the ring is full",
        EmitResult.CircuitOpen => "dropped: the circuit is open",
        _ => "dropped: the emitter is closed",
    };

    private void Refuse(string reason)
    {
        NotEmitted++;
        trouble.WriteLine($"line {lines.LineNumber}: {reason}");
    }
}
