namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>
/// A made-up day of agents: two hundred sessions, some of which are still at work, or wait for a person, when it ends. Every day has the same
/// events, but for the date.
/// </summary>
internal static class SimulatedDay
{
    public const int Sessions = 200;

    /// <summary>How many sessions are at work when the day ends.</summary>
    public const int Working = 9;

    /// <summary>How many wait for a person.</summary>
    public const int Waiting = 3;

    private static readonly TimeSpan WorkingHours = TimeSpan.FromHours(10);

    /// <summary>The day's events in their order; those of one moment in that of their sessions.</summary>
    /// <param name="day">When the day begins.</param>
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
