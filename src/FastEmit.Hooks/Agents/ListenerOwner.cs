using System.Globalization;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Agents;

/// <summary>Finds the owner of the process that listens on a local port, from the kernel's tables.</summary>
internal static class ListenerOwner
{
    private const string Listening = "0A";
    private const int LocalColumn = 1;
    private const int StateColumn = 3;
    private const int UserColumn = 7;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// The ports that have a listener and whose listeners all belong to this user or root. A port without a visible listener is not trusted:
    /// the receiver of the events would be unknown.
    /// </summary>
    public static IReadOnlyList<int> Trusted(IReadOnlyList<int> ports)
    {
        string[] lines = [.. Tables.SelectMany(ReadLines)];
        uint user = SystemCalls.EffectiveUser;
        return [.. ports.Where(port => IsTrusted(port, user, lines))];
    }

    /// <summary>Whether a port is trusted, by the lines of the tables.</summary>
    internal static bool IsTrusted(int port, uint user, IEnumerable<string> lines)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        bool any = false;
        foreach (string line in lines)
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length <= UserColumn || columns[StateColumn] != Listening || !columns[LocalColumn].EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            any = true;
            if (!uint.TryParse(columns[UserColumn], CultureInfo.InvariantCulture, out uint owner) || (owner != user && owner != 0))
            {
                return false;
            }
        }

        return any;
    }

    private static string[] ReadLines(string table)
    {
        try
        {
            return File.ReadAllLines(table);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // a kernel without IPv6, or without these tables
        }
    }
}
