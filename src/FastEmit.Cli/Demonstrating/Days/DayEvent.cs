namespace FastEmit.Cli.Demonstrating.Days;

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
