namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>In which state a session is when the made-up day ends.</summary>
internal enum DayEnding
{
    Over,
    Working,
    Waiting,
}
