using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>The test classes of the repository with their methods, those of base classes included, as the sources name them.</summary>
internal sealed partial class TestIndex
{
    private readonly Dictionary<string, HashSet<string>> _methods = [];
    private readonly Dictionary<string, string> _bases = [];

    /// <summary>Adds what a source file declares.</summary>
    public void Add(string source)
    {
        HashSet<string>? current = null;
        foreach (Match match in Declaration().Matches(source))
        {
            if (match.Groups["class"] is { Success: true, Value: var name })
            {
                if (!_methods.TryGetValue(name, out current))
                {
                    _methods.Add(name, current = []);
                }

                if (match.Groups["base"].Success)
                {
                    _bases[name] = match.Groups["base"].Value;
                }
            }
            else
            {
                current?.Add(match.Groups["method"].Value);
            }
        }
    }

    /// <summary>
    /// The names in a table cell that are no tests: <c>Class</c>, <c>Class.Method</c>, a method's beginning as
    /// <c>Class.Begin_…</c>, and after one of these <c>…End</c>, the end of another method of the same class.
    /// </summary>
    public IEnumerable<string> Unknown(string cell)
    {
        string lastClass = "";
        foreach (string name in cell.Split(", ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string method = "";
            if (name.StartsWith('…'))
            {
                method = name;
            }
            else
            {
                string[] parts = name.Split('.');
                int index = Array.FindLastIndex(parts, static part => part.EndsWith("Tests", StringComparison.Ordinal) || part.EndsWith("Contract", StringComparison.Ordinal));
                lastClass = index < 0 ? name : parts[index];
                method = index < 0 || index == parts.Length - 1 ? "" : parts[^1];
            }

            if (!Has(lastClass, method))
            {
                yield return name;
            }
        }
    }

    private bool Has(string name, string method)
    {
        for (string? type = name; type is not null; type = _bases.GetValueOrDefault(type))
        {
            if (_methods.TryGetValue(type, out HashSet<string>? methods) && (method.Length == 0 || methods.Any(one => Fits(one, method))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(string method, string pattern) =>
        method.StartsWith(pattern.Split('…')[0], StringComparison.Ordinal) && method.EndsWith(pattern.Split('…')[^1], StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(?:(?:public|internal|abstract|sealed|partial) )+class (?<class>\w+)(?:\([^)]*\))?(?:\s*:\s*(?<base>\w+))?|^    public (?:async )?(?:Task|void|ValueTask) (?<method>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
