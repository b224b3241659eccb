namespace FastEmit;

/// <summary>An option whose value is not accepted.</summary>
/// <param name="Option">The option of <see cref="HookEmitterOptions"/>, in a group with its name: <c>Batch.Window</c>.</param>
/// <param name="Given">The value that it has; nothing of it where it may be a secret.</param>
/// <param name="Accepted">The accepted values: <c>1 to 64</c>.</param>
public readonly record struct OptionError(string Option, string Given, string Accepted)
{
    /// <summary>The rest of a message that begins with the option's name: <c>is 100; accepted: 1 to 64.</c></summary>
    public string Problem => $"is {Given}; accepted: {Accepted}.";
}
