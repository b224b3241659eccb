namespace FastEmit.Generators.Emission;

/// <summary>The names in scope at one place of generated code. The code generated there takes its names from it.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> _taken;
    private int _temporaries;

    /// <param name="taken">The used names; an escaping <c>@</c> is ignored.</param>
    public NameScope(IEnumerable<string> taken) => _taken = new(taken.Select(static name => name.TrimStart('@')), StringComparer.Ordinal);

    /// <summary>The name, or a similar free one.</summary>
    public string Take(string name)
    {
        string free = name;
        for (int number = 2; !_taken.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    /// <summary>The next free name of a temporary variable.</summary>
    public string Temporary(string kind)
    {
        string name;
        do
        {
            name = $"{kind}{_temporaries++}_";
        }
        while (!_taken.Add(name));
        return name;
    }
}
