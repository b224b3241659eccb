using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>
/// Runs a program of the model from its beginning, answering each step from a log, up to the first step that has no
/// answer yet. A program is deterministic but for these answers, so the log is its whole state.
/// </summary>
internal sealed unsafe class ModelReplay(HeapRingMemory memory, ModelFault fault)
{
    private readonly List<ModelEvent> _events = [];
    private IReadOnlyList<long> _answers = [];
    private int _next;
    private ModelOperation _pending;

    /// <summary>Words of memory: the data, then the cursors.</summary>
    public int Locations => (memory.Capacity / sizeof(long)) + ModelCursors.Count;

    /// <summary>Steps taken so far.</summary>
    public int Steps => _next;

    public ModelFault Fault => fault;

    /// <summary>Plays the program up to its first open step.</summary>
    public ModelStep Play(Action<ModelReplay> program, IReadOnlyList<long> answers)
    {
        _events.Clear();
        _answers = answers;
        _next = 0;
        _pending = default;
        try
        {
            program(this);
        }
        catch (StepReachedException)
        {
        }

        return new ModelStep(_pending, [.. _events]);
    }

    /// <summary>Takes a step: returns its answer, or ends the replay.</summary>
    public long Take(ModelOperation operation)
    {
        if (_next < _answers.Count)
        {
            return _answers[_next++];
        }

        if (operation.Location < 0 || operation.Location >= Locations)
        {
            Report(ModelEventKind.ReadTorn); // a broken ring has left its memory; the program ends here
            throw new StepReachedException();
        }

        _pending = operation;
        throw new StepReachedException();
    }

    /// <summary>Notes something for the verdict.</summary>
    public void Report(ModelEventKind kind, long value = 0) => _events.Add(new ModelEvent(kind, value));

    /// <summary>Waits until every other thread is finished or dead.</summary>
    public void AwaitOthers() => Take(new ModelOperation(ModelOperationKind.AwaitOthers, 0, 0, 0));

    /// <summary>The word that an address is.</summary>
    public int LocationOf(void* address)
    {
        long data = (byte*)address - memory.Data;
        return data >= 0
            ? (data < memory.Capacity ? (int)(data / sizeof(long)) : -1)
            : (memory.Capacity / sizeof(long)) + ModelCursors.IndexOf((int)((byte*)address - memory.Start));
    }
}
