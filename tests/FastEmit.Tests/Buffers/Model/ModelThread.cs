namespace FastEmit.Tests.Buffers.Model;

/// <summary>A thread of the model: its program, and the trie of all logs that it was ever given.</summary>
internal sealed class ModelThread
{
    private readonly List<ModelStep> _steps = [];
    private readonly List<(int Parent, long Answer)> _edges = [];
    private readonly Dictionary<(int Parent, long Answer), int> _children = [];
    private readonly ModelReplay _replay;

    public ModelThread(string name, Action<ModelReplay> program, ModelReplay replay)
    {
        Name = name;
        Program = program;
        _replay = replay;
        AddNode(-1, 0);
    }

    public string Name { get; }

    /// <summary>Whether the explorer may kill this thread before any of its steps.</summary>
    public bool IsMortal { get; init; }

    /// <summary>The thread whose death lets this one begin, or −1 if it begins at once.</summary>
    public int Succeeds { get; init; } = -1;

    private Action<ModelReplay> Program { get; }

    public ModelStep Step(int node) => _steps[node];

    /// <summary>The node after the step at <paramref name="node"/> was answered.</summary>
    public int Next(int node, long answer) => _children.TryGetValue((node, answer), out int child) ? child : AddNode(node, answer);

    private int AddNode(int parent, long answer)
    {
        int node = _steps.Count;
        _edges.Add((parent, answer));
        List<long> answers = [];
        for (int i = node; _edges[i].Parent >= 0; i = _edges[i].Parent)
        {
            answers.Add(_edges[i].Answer);
        }

        answers.Reverse();
        _steps.Add(_replay.Play(Program, answers));
        _children[(parent, answer)] = node;
        return node;
    }
}
