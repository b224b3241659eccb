namespace FastEmit;

/// <summary>An option whose value is not accepted.</summary>
/// <param name="Option">The option of <see cref="HookEmitterOptions"/>, in a group with its name: <c>Batch.Window</c>.</param>
/// <param name="Given">The value that it has; nothing of it where it may be a secret.</param>
/// <param name="Accepted">What is accepted: <c>1 to 64</c>.</param>
public readonly record struct OptionError(string Option, string Given, string Accepted)
{
    /// <summary>Value and what is accepted, as they follow the option's name in a message: <c>is 100; accepted: 1 to 64.</c></summary>
    public string Problem => $"is {Given}; accepted: {Accepted}.";
}
