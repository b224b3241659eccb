using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>
/// The log lines once more as events, for a process that logs nowhere: <c>dotnet-trace collect --providers FastEmit</c>.
/// </summary>
[EventSource(Name = FastEmitTelemetry.Name)]
internal sealed class FastEmitEventSource : EventSource
{
    private FastEmitEventSource()
    {
    }

    public static FastEmitEventSource Log { get; } = new();

    /// <summary>Whether anybody takes lines of this level.</summary>
    [NonEvent]
    public bool IsEnabled(LogLevel level) => IsEnabled() && IsEnabled(LevelOf(level), EventKeywords.None);

    /// <summary>Reports a line under the event of its level.</summary>
    [NonEvent]
    public void Write(LogLevel level, int id, string text)
    {
        switch (LevelOf(level))
        {
            case EventLevel.Error:
                Error(id, text);
                break;
            case EventLevel.Warning:
                Warning(id, text);
                break;
            default:
                Information(id, text);
                break;
        }
    }

    [Event(1, Level = EventLevel.Informational, Message = "{1}")]
    public void Information(int lineId, string text) => WriteEvent(1, lineId, text);

    [Event(2, Level = EventLevel.Warning, Message = "{1}")]
    public void Warning(int lineId, string text) => WriteEvent(2, lineId, text);

    [Event(3, Level = EventLevel.Error, Message = "{1}")]
    public void Error(int lineId, string text) => WriteEvent(3, lineId, text);

    private static EventLevel LevelOf(LogLevel level) => level switch
    {
        >= LogLevel.Error => EventLevel.Error,
        LogLevel.Warning => EventLevel.Warning,
        _ => EventLevel.Informational,
    };
}
