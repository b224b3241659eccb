namespace FastEmit.Interop.Tests;

/// <summary>
/// Tests whose server keeps a heartbeat of a second or two under full load: beside other tests it does not get the core that this takes,
/// and misses its own.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheMachine
{
    public const string Name = "alone on the machine";
}
