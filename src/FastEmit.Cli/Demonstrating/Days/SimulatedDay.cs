namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>
/// A made-up day of agents: two hundred sessions, some of which still work or wait for a person at its end. Every day has the same
/// events, except for the date.
/// </summary>
internal static class SimulatedDay
{
    public const int Sessions = 200;

    /// <summary>The number of sessions that still work when the day ends.</summary>
    public const int Working = 9;

    /// <summary>The number of sessions that wait for a person.</summary>
    public const int Waiting = 3;

    private static readonly TimeSpan WorkingHours = TimeSpan.FromHours(10);

    /// <summary>The day's events by time; simultaneous events in the order of their sessions.</summary>
    /// <param name="day">The beginning of the day.</param>
    public static IReadOnlyList<DayEvent> Create(DateTimeOffset day)
    {
        List<DayEvent> events = [];
        for (int session = 0; session < Sessions; session++)
        {
            DayEnding ending = session >= Sessions - Waiting ? DayEnding.Waiting : session >= Sessions - Waiting - Working ? DayEnding.Working : DayEnding.Over;
            events.AddRange(new DaySession(session + 1, day, WorkingHours * session / Sessions, ending).Create());
        }

        return [.. events.OrderBy(static happening => happening.At)];
    }
}

/// <summary>An event of the made-up day.</summary>
/// <param name="At">Its time since the beginning of the day.</param>
/// <param name="Session">Its session: events of one session keep their order.</param>
/// <param name="Json">Its data, in the form of an agent hook's event.</param>
internal sealed record DayEvent(TimeSpan At, string Session, byte[] Json);

/// <summary>The state of a session when the made-up day ends.</summary>
internal enum DayEnding
{
    Over,
    Working,
    Waiting,
}
