namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>The state of a session when the made-up day ends.</summary>
internal enum DayEnding
{
    Over,
    Working,
    Waiting,
}
