namespace FastEmit.Cli.Hooking;

/// <summary>The result of one check of the doctor.</summary>
/// <param name="Subject">The checked thing.</param>
/// <param name="State">Its state.</param>
/// <param name="Words">The finding, and the remedy.</param>
internal sealed record Finding(string Subject, FindingState State, string Words);
