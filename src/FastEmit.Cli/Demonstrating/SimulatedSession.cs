using System.Globalization;
using FastEmit.Cli.Demonstrating.Events;

namespace FastEmit.Cli.Demonstrating;

/// <summary>
/// One agent at work: it receives a prompt, uses tools in pairs of events, sometimes asks the user, stops, and begins
/// again. The same seed gives the same events. For one thread.
/// </summary>
internal sealed class SimulatedSession(int seed)
{
    private static readonly string[] Prompts =
    [
        "Fix the failing test in OrderServiceTests and explain the cause.",
        "Why does the retry policy wait twice as long as configured?",
        "/review the last commit",
        "Add a health check that is degraded when the queue is over 80 % full.",
        "Räume die Konfiguration auf, aber lass \"appsettings.json\" wie es ist 🙏",
    ];

    private static readonly string[] Models = ["large", "medium", "small"];
    private static readonly string[] Agents = ["code-reviewer", "researcher", "test-writer"];

    private readonly Random _random = new(seed);
    private string _id = "";
    private SimulatedPhase _phase = SimulatedPhase.Starting;
    private SimulatedTool _tool = SimulatedTool.All[0];
    private string _correlationId = "";
    private int _toolsLeft;
    private int _toolCalls;

    /// <summary>Emits the session's next event.</summary>
    public EmitResult EmitNext(HookEmitter emitter)
    {
        EmitResult result = EmitPhase(emitter);
        _phase = Next();
        return result;
    }

    private EmitResult EmitPhase(HookEmitter emitter) => _phase switch
    {
        SimulatedPhase.Starting => Start(emitter),
        SimulatedPhase.Prompted => Prompt(emitter),
        SimulatedPhase.ToolStarting => StartTool(emitter),
        SimulatedPhase.ToolFinished => FinishTool(emitter),
        SimulatedPhase.SubagentStopped => SubagentStopped.Emit(emitter, _id, Pick(Agents), _correlationId, "completed"),
        SimulatedPhase.Notifying => NotificationShown.Emit(emitter, _id, "permission", "Bash wants to run: git push", true),
        SimulatedPhase.Stopping => TurnStopped.Emit(emitter, _id, "end_turn", _random.Next(800, 90_000), _random.Next(40, 4_000)),
        _ => SessionEnded.Emit(emitter, _id, "exit"),
    };

    private SimulatedPhase Next() => _phase switch
    {
        SimulatedPhase.Starting => SimulatedPhase.Prompted,
        SimulatedPhase.Prompted => SimulatedPhase.ToolStarting,
        SimulatedPhase.ToolStarting => SimulatedPhase.ToolFinished,
        SimulatedPhase.ToolFinished when _tool.Delegates => SimulatedPhase.SubagentStopped,
        SimulatedPhase.ToolFinished or SimulatedPhase.SubagentStopped when _toolsLeft > 0 =>
            OneIn(15) ? SimulatedPhase.Notifying : SimulatedPhase.ToolStarting,
        SimulatedPhase.Notifying => SimulatedPhase.ToolStarting,
        SimulatedPhase.ToolFinished or SimulatedPhase.SubagentStopped => SimulatedPhase.Stopping,
        SimulatedPhase.Stopping => OneIn(10) ? SimulatedPhase.Ending : SimulatedPhase.Prompted,
        _ => SimulatedPhase.Starting,
    };

    private EmitResult Start(HookEmitter emitter)
    {
        Span<byte> id = stackalloc byte[16];
        _random.NextBytes(id);
        _id = new Guid(id).ToString();
        return SessionStarted.Emit(emitter, _id, "/home/dev/orders", Pick(Models));
    }

    private EmitResult Prompt(HookEmitter emitter)
    {
        string prompt = Pick(Prompts);
        _toolsLeft = _random.Next(2, 14);
        return PromptSubmitted.Emit(emitter, _id, prompt, prompt.Length, prompt.StartsWith('/'));
    }

    private EmitResult StartTool(HookEmitter emitter)
    {
        _tool = SimulatedTool.Draw(_random);
        _toolsLeft--;
        _correlationId = string.Create(CultureInfo.InvariantCulture, $"toolu_{seed:x4}{++_toolCalls:x8}");
        string parameters = Pick(_tool.Parameters);
        bool risky = parameters.Contains("sudo", StringComparison.Ordinal);
        return ToolStarting.Emit(emitter, _id, _correlationId, _tool.Name, _tool.OperationType, parameters, risky);
    }

    private EmitResult FinishTool(HookEmitter emitter) => ToolFinished.Emit(
        emitter, _id, _correlationId, _tool.Name, !OneIn(25), Spread(_tool.MedianMs), Spread(_tool.MedianOutput));

    /// <summary>Draws from a log-uniform spread of two powers of two to both sides of the median.</summary>
    private int Spread(int median) => (int)(median * Math.Pow(2, (_random.NextDouble() * 4) - 2));

    private bool OneIn(int chances) => _random.Next(chances) == 0;

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}

/// <summary>The next event of a simulated session.</summary>
internal enum SimulatedPhase
{
    Starting,
    Prompted,
    ToolStarting,
    ToolFinished,
    SubagentStopped,
    Notifying,
    Stopping,
    Ending,
}

/// <summary>Several agents that work side by side, at a given rate of events in sum. For one thread.</summary>
internal sealed class SimulatedAgents
{
    /// <summary>Enough sessions for five lanes: one lane stays empty in one of 1,500 choices of ids, and the seeds are fixed.</summary>
    public const int Count = 40;

    private readonly SimulatedSession[] _sessions = [.. Enumerable.Range(1, Count).Select(static seed => new SimulatedSession(seed))];
    private int _turn;

    /// <summary>Events emitted so far.</summary>
    public long Emitted { get; private set; }

    /// <summary>Lets the next session emit its next event.</summary>
    public void EmitNext(HookEmitter emitter)
    {
        _ = _sessions[_turn].EmitNext(emitter); // a refusal is in the emitter's counters
        _turn = (_turn + 1) % Count;
        Emitted++;
    }
}
