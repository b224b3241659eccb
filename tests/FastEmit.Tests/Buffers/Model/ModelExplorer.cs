namespace FastEmit.Tests.Buffers.Model;

/// <summary>
/// Visits every state that the threads can reach: each next step of each thread, each value that a read may return,
/// each death. States that were seen are not entered again.
/// </summary>
internal sealed class ModelExplorer(ModelThread[] threads, long[] memory, int deaths, Func<ModelEvent[][], bool[], string?> judge)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Stack<(ModelState State, int Deaths)> _open = new();

    /// <summary>States visited.</summary>
    public int States => _seen.Count;

    /// <summary>Executions that came to an end in a state of their own.</summary>
    public int Ends { get; private set; }

    /// <summary>Explores. Null when every execution ends as it should; otherwise the first verdict against one.</summary>
    public string? Run(CancellationToken cancellationToken)
    {
        Enter(ModelState.Initial(threads.Length, memory), 0);
        while (_open.TryPop(out (ModelState State, int Deaths) next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Expand(next.State, next.Deaths) is { } verdict)
            {
                return verdict;
            }
        }

        return null;
    }

    private string? Expand(ModelState state, int dead)
    {
        bool moved = false;
        bool waiting = false;
        for (int t = 0; t < threads.Length; t++)
        {
            if (!HasBegun(state, t) || state.Dead[t])
            {
                continue;
            }

            ModelOperation operation = threads[t].Step(state.Nodes[t]).Operation;
            if (operation.Kind == ModelOperationKind.Finished)
            {
                continue;
            }

            if (operation.Kind == ModelOperationKind.AwaitOthers && !AreOthersOver(state, t))
            {
                waiting = true;
            }
            else
            {
                moved = true;
                Step(state, dead, t, operation);
            }

            if (threads[t].IsMortal && dead < deaths)
            {
                moved = true;
                Kill(state, dead, t);
            }
        }

        return moved || waiting ? null : Judge(state);
    }

    private string? Judge(ModelState state)
    {
        Ends++;
        ModelEvent[][] events = [.. threads.Select((thread, t) => HasBegun(state, t) ? thread.Step(state.Nodes[t]).Events : [])];
        return judge(events, state.Dead) is not { } verdict ? null : verdict + Environment.NewLine + string.Join(
            Environment.NewLine,
            events.Select((e, t) => $"{threads[t].Name}{(state.Dead[t] ? " (killed)" : "")}: {string.Join(", ", e.Select(x => $"{x.Kind} {x.Value:X}"))}"));
    }

    private bool HasBegun(ModelState state, int thread) => threads[thread].Succeeds < 0 || state.Dead[threads[thread].Succeeds];

    private bool AreOthersOver(ModelState state, int thread)
    {
        for (int t = 0; t < threads.Length; t++)
        {
            if (t != thread && HasBegun(state, t) && !state.Dead[t]
                && threads[t].Step(state.Nodes[t]).Operation.Kind != ModelOperationKind.Finished)
            {
                return false;
            }
        }

        return true;
    }

    private void Step(ModelState state, int dead, int t, ModelOperation operation)
    {
        switch (operation.Kind)
        {
            case ModelOperationKind.ReadAcquire or ModelOperationKind.ReadPlain:
                for (int i = state.Views[t][operation.Location]; i < state.Memory[operation.Location].Length; i++)
                {
                    Enter(Read(state, t, operation, i), dead);
                }

                break;

            default:
                Enter(Act(state.ForStepOf(t), t, operation), dead);
                break;
        }
    }

    private ModelState Read(ModelState state, int t, ModelOperation operation, int index)
    {
        ModelState next = state.ForStepOf(t);
        ModelMessage message = next.Memory[operation.Location][index];
        next.Views[t][operation.Location] = (byte)index;
        if (operation.Kind == ModelOperationKind.ReadAcquire)
        {
            next.Join(t, message.Knows);
        }

        next.Nodes[t] = threads[t].Next(next.Nodes[t], message.Value);
        return next;
    }

    private ModelState Act(ModelState next, int t, ModelOperation operation)
    {
        long answer = 0;
        switch (operation.Kind)
        {
            case ModelOperationKind.WriteRelease or ModelOperationKind.WritePlain:
                next.Append(t, operation.Location, operation.Value, operation.Kind == ModelOperationKind.WriteRelease);
                break;

            case ModelOperationKind.AskAlive:
                int asked = (int)operation.Value;
                answer = next.Dead[asked] ? 0 : 1;
                next.Join(t, next.Dead[asked] ? next.Views[asked] : null); // the kernel stands between a death and its being known
                break;

            case ModelOperationKind.AwaitOthers:
                next.SeeNewest(t);
                break;

            default:
                answer = Exchange(next, t, operation);
                break;
        }

        next.Nodes[t] = threads[t].Next(next.Nodes[t], answer);
        return next;
    }

    /// <summary>Atomic operations act on the newest message; they acquire and release (and no more: ARM's do no more).</summary>
    private static long Exchange(ModelState next, int t, ModelOperation operation)
    {
        ModelMessage newest = next.Memory[operation.Location][^1];
        next.Join(t, newest.Knows);
        next.Views[t][operation.Location] = (byte)(next.Memory[operation.Location].Length - 1);
        long? value = operation.Kind switch
        {
            ModelOperationKind.Or => newest.Value | operation.Value,
            _ => newest.Value == operation.Comparand ? operation.Value : null,
        };
        if (value is not null)
        {
            next.Append(t, operation.Location, value.Value, operation.Kind != ModelOperationKind.CompareExchangePlain, newest.Knows);
        }

        return newest.Value;
    }

    private void Kill(ModelState state, int dead, int t)
    {
        ModelState next = state.ForStepOf(t);
        next.Dead[t] = true;
        for (int heir = 0; heir < threads.Length; heir++)
        {
            if (threads[heir].Succeeds == t)
            {
                // Opening a file and taking a lock are full barriers: the heir sees memory as it is now, or newer.
                next.SeeNewest(heir);
            }
        }

        Enter(next, dead + 1);
    }

    private void Enter(ModelState state, int dead)
    {
        Span<bool> gone = stackalloc bool[threads.Length];
        for (int t = 0; t < threads.Length; t++)
        {
            bool finished = threads[t].Step(state.Nodes[t]).Operation.Kind == ModelOperationKind.Finished;
            gone[t] = finished || state.Dead[t] || !HasBegun(state, t);
            if (finished)
            {
                state.Forget(t);
            }
        }

        state.Normalize(gone);
        if (_seen.Add(state.Fingerprint()))
        {
            _open.Push((state, dead));
        }
    }
}
