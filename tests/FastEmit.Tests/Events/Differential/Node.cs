using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>A tree.</summary>
[MaxDepth(6)]
public sealed record Node(string? Name, List<Node?>? Children, Node? Last)
{
    internal static Node Random(RandomValues random, int depth) => new(
        random.Text(),
        depth == 0 ? null : random.MaybeNull(() => random.Array(() => random.MaybeNull(() => Random(random, depth - 1)), below: 3).ToList()),
        depth == 0 ? null : random.MaybeNull(() => Random(random, depth - 1)));
}
