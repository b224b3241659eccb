using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>Addresses for a ring of the model; the bytes there are never used.</summary>
internal sealed class ModelRingMemory : HeapRingMemory
{
    private readonly ModelReplay _replay;

    private unsafe ModelRingMemory(HeapRingMemory addresses, ModelReplay replay, uint owner, bool isConsumer)
        : base(addresses.Capacity)
    {
        _replay = replay;
        Start = addresses.Start;
        Data = addresses.Data;
        IsShared = true;
        Key = ModelProgram.Key;
        Owner = owner;
        IsConsumer = isConsumer;
    }

    /// <summary>The shared memory as one process has it.</summary>
    public static ModelRingMemory Shared(HeapRingMemory addresses, ModelReplay replay, uint owner, bool isConsumer, bool isStale = false) =>
        new(addresses, replay, owner, isConsumer) { IsStale = isStale };

    public override bool MayBeStale => IsStale;

    /// <summary>Whether the memory holds words of an earlier lap where nothing is claimed.</summary>
    public bool IsStale { get; init; }

    public override bool IsAlive(uint owner) =>
        owner == Owner
        || (_replay.Fault != ModelFault.LivingCountAsDead
            && _replay.Take(new ModelOperation(ModelOperationKind.AskAlive, 0, owner, 0)) != 0);

    public override void KeepCopy()
    {
        if (!IsStale)
        {
            _replay.Report(ModelEventKind.Damaged, _replay.Steps);
        }
    }
}
