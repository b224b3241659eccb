namespace FastEmit.Hooks.Deriving;

/// <summary>Rates the risk of a command or a path. A hint for viewers, not a protection.</summary>
internal static class CommandRisk
{
    private static readonly string[] SystemFolders = ["/etc", "/usr", "/var", "/sys"];

    /// <summary>
    /// Whether a shell command deletes recursively by force, changes the user to root, opens permissions to all, writes
    /// raw devices, runs downloaded code, or writes below /etc, /usr, /var or /sys.
    /// </summary>
    public static bool IsHigh(string command)
    {
        bool downloads = false; // a command earlier in the same pipeline does
        int start = 0;
        for (int i = 0; i <= command.Length; i++)
        {
            if (i != command.Length && command[i] is not (';' or '|' or '&' or '\n' or '(' or ')' or '`'))
            {
                continue;
            }

            ReadOnlySpan<char> simple = command.AsSpan(start, i - start);
            if (IsHighAlone(simple) || (downloads && IsShell(FirstWord(simple))))
            {
                return true;
            }

            downloads |= FirstWord(simple) is "curl" or "wget";
            if (i < command.Length && command[i] != '|')
            {
                downloads = false;
            }

            start = i + 1;
        }

        return false;
    }

    /// <summary>Whether a path is below /etc, /usr, /var or /sys. Temporary folders below /var are excluded.</summary>
    public static bool IsSystemPath(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("/var/tmp/") || path.StartsWith("/var/folders/"))
        {
            return false;
        }

        foreach (string folder in SystemFolders)
        {
            if (path.StartsWith(folder) && (path.Length == folder.Length || path[folder.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHighAlone(ReadOnlySpan<char> command)
    {
        bool removes = false;
        bool recursive = false;
        bool force = false;
        bool changesMode = false;
        bool copiesRaw = false;
        bool writes = false;
        bool first = true;
        while (NextWord(ref command, out ReadOnlySpan<char> word))
        {
            if (word is "sudo" or "doas")
            {
                return true;
            }

            removes |= word is "rm";
            changesMode |= word is "chmod";
            copiesRaw |= word is "dd";
            writes |= first && word is "tee" or "cp" or "mv" or "install" or "ln" or "touch" or "mkdir";
            if (word.StartsWith("-") && !word.StartsWith("--"))
            {
                recursive |= word.Contains('r') || word.Contains('R');
                force |= word.Contains('f');
            }

            recursive |= word is "--recursive";
            force |= word is "--force";
            bool all = word is "777" or "0777" or "a+rwx" or "a=rwx";
            bool redirectsToSystem = word.Contains('>') && IsSystemPath(word[(word.LastIndexOf('>') + 1)..]);
            if ((removes && recursive && force) || (changesMode && all) || (copiesRaw && word.StartsWith("if=")) || redirectsToSystem)
            {
                return true;
            }

            if ((writes || word is ">" or ">>") && IsSystemPath(PeekOrSelf(word, command)))
            {
                return true;
            }

            first = false;
        }

        return false;
    }

    /// <summary>After a separate <c>&gt;</c> the next word is the target; otherwise the word itself is checked.</summary>
    private static ReadOnlySpan<char> PeekOrSelf(ReadOnlySpan<char> word, ReadOnlySpan<char> rest) =>
        word is ">" or ">>" && NextWord(ref rest, out ReadOnlySpan<char> next) ? next : word;

    private static bool IsShell(ReadOnlySpan<char> word) => word is "sh" or "bash" or "zsh" or "dash" or "ksh" or "fish" or "python" or "python3" or "perl" or "node" or "sudo";

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> command) => NextWord(ref command, out ReadOnlySpan<char> word) ? word : [];

    private static bool NextWord(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> word)
    {
        int start = 0;
        while (start < text.Length && IsBetween(text[start]))
        {
            start++;
        }

        int end = start;
        while (end < text.Length && !IsBetween(text[end]))
        {
            end++;
        }

        word = text[start..end];
        text = text[end..];
        return end != start;
    }

    private static bool IsBetween(char c) => c is ' ' or '\t' or '\r' or '"' or '\'';
}
