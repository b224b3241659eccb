namespace FastEmit.Cli.Hooking;

/// <summary>Something that the doctor has looked at.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="State">How it is.</param>
/// <param name="Words">What is so, and what to do about it.</param>
internal sealed record Finding(string Subject, FindingState State, string Words);
