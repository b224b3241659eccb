namespace FastEmit;

/// <summary>An option whose value is not accepted.</summary>
/// <param name="Option">The name of the property of <see cref="HookEmitterOptions"/>.</param>
/// <param name="Problem">The value that it has and what is accepted: <c>is 100; accepted: 1 to 64.</c></param>
public readonly record struct OptionError(string Option, string Problem);
