using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Emitting;

/// <summary>One run of <c>emit</c>: reads, emits, flushes, reports.</summary>
internal sealed class EmitRun(Terminal terminal, EmitSettings settings)
{
    /// <summary>Bytes of a line beyond the event's data, when the data is a member of the line.</summary>
    private const int MaxLineOverhead = 64 << 10;

    private static readonly TimeSpan RoomInterval = TimeSpan.FromMilliseconds(1);

    private readonly ProgressLine _progress = new(terminal, settings.Json);

    /// <summary>Runs until the input has ended and everything is confirmed, or until that has become impossible.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        var parser = new EventLineParser(settings.Namespace, settings.Event, settings.Fields, settings.DeadLetterError);
        await using HookEmitter emitter = settings.Emitter.CreateEmitter();
        var pump = new LinePump(
            new LineReader(terminal.Input, settings.Emitter.MaxEventBytes + (settings.Fields.Data is null ? 0 : MaxLineOverhead)),
            parser,
            emitter,
            new RingRoom(emitter.GetStats, emitter.SmallestRing()),
            _progress);

        using var finished = new CancellationTokenSource();
        Task monitoring = new DeliveryMonitor(emitter.GetStats, settings.Emitter.Url!, _progress, terminal.Time).RunAsync(finished.Token);
        long startedAt = terminal.Time.GetTimestamp();
        InputEnd end = await PumpAsync(pump, emitter, interrupted);

        if (end != InputEnd.GaveUp)
        {
            // Ctrl-C before the flush starts the flush; Ctrl-C during the flush ends it.
            await emitter.FlushPatientlyAsync(settings.Timeout, end == InputEnd.Interrupted ? CancellationToken.None : interrupted);
        }

        var delivery = new DeliverySummary(emitter.GetStats(), settings.Emitter.Delivery, terminal.Time.GetElapsedTime(startedAt));
        await finished.CancelAsync();
        await monitoring;
        return Report(delivery, pump.NotEmitted, end);
    }

    private async Task<InputEnd> PumpAsync(LinePump pump, HookEmitter emitter, CancellationToken interrupted)
    {
        var patience = new Patience(settings.Timeout, terminal.Time);
        using var timer = new PeriodicTimer(RoomInterval, terminal.Time);
        try
        {
            do
            {
                patience.Renew();
                while (!pump.EmitRead())
                {
                    if (patience.IsExhausted(emitter.GetStats().Delivered))
                    {
                        return InputEnd.GaveUp;
                    }

                    await timer.WaitForNextTickAsync(interrupted);
                }
            }
            while (await pump.ReadAsync(interrupted));
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return InputEnd.Interrupted;
        }

        return InputEnd.Ended;
    }

    private int Report(DeliverySummary delivery, long notEmitted, InputEnd end)
    {
        if (end != InputEnd.Ended)
        {
            _progress.WriteLine(end == InputEnd.Interrupted
                ? "interrupted before the end of the input"
                : "gave up before the end of the input: the rings stayed full. Lines that were not read are not counted");
        }

        foreach (string line in Shortfall.Describe(delivery, settings.Emitter.Url!, settings.Timeout))
        {
            _progress.WriteLine(line);
        }

        if (settings.Emitter.Ring.File is { } prefix && delivery.Stats.Pending > 0)
        {
            _progress.WriteLine($"{Figures.Count(delivery.Stats.Pending)} events stay in {prefix}.*.ring; the next run with this --ring-file sends them");
        }

        bool complete = end == InputEnd.Ended && notEmitted == 0 && delivery.IsComplete;
        if (settings.Json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                delivery.WriteMembers(writer);
                writer.WriteNumber("notEmitted", notEmitted);
            });
        }
        else
        {
            string verdict = Verdict.Of(delivery, complete, settings.Emitter.Url!);
            new SummaryGrid().Add(delivery).Add("not emitted", Figures.Count(notEmitted)).Print(terminal, complete, verdict);
        }

        return complete ? ExitCode.Success : ExitCode.FellShort;
    }

    private enum InputEnd
    {
        Ended,
        Interrupted,
        GaveUp,
    }
}

/// <summary>The settings of <c>emit</c> from the command line.</summary>
/// <param name="Emitter">The emitter.</param>
/// <param name="Namespace">The namespace of lines that name none.</param>
/// <param name="Event">The event name of lines that name none; null when each line must.</param>
/// <param name="Fields">The members of a line that describe its event.</param>
/// <param name="DeadLetterError">The reason to refuse lines that a fallback wrote; null to send them as the original events.</param>
/// <param name="Timeout">The longest time without any confirmation.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record EmitSettings(
    HookEmitterOptions Emitter,
    string Namespace,
    string? Event,
    LineFields Fields,
    string? DeadLetterError,
    TimeSpan Timeout,
    bool Json);
