using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>An event that hides and completes what it is given.</summary>
[HookEvent("masking")]
public readonly partial record struct MaskingEvent(string Address, string User)
{
    public string Address { get; } = Address[..1] + "***";

    public string User { get; } = User ?? "anonymous";

    public string? Note
    {
        get;
        init => field = value?.Trim();
    }
}
