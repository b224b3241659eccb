using FastEmit.Buffers;

namespace FastEmit.Hooks.Spooling;

/// <summary>Where the files are that the hooks of a user and their agent share: all begin with one prefix.</summary>
internal sealed class HookPaths
{
    /// <summary>The environment variable that names the folder of the default prefix.</summary>
    public const string HomeVariable = "FASTEMIT_HOME";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly bool _isGiven;

    private HookPaths(string prefix, bool isGiven)
    {
        Prefix = prefix;
        _isGiven = isGiven;
    }

    /// <summary>What all begin with, an absolute path.</summary>
    public string Prefix { get; }

    /// <summary>The ring file that hooks append to and the agent reads.</summary>
    public string Ring => Prefix + ".0.ring";

    /// <summary>Counters and open tool calls.</summary>
    public string State => Prefix + ".state";

    /// <summary>Whose locks say whether an agent runs.</summary>
    public string Lock => Prefix + ".lock";

    /// <summary>The agent's socket for questions.</summary>
    public string Socket => Prefix + ".sock";

    /// <summary>The agent's log.</summary>
    public string Log => Prefix + ".log";

    /// <summary>The server's token, for the agent.</summary>
    public string Token => Prefix + ".token";

    /// <summary>Where the agent takes hooks by HTTP, and with which secret.</summary>
    public string Endpoint => Prefix + ".http";

    /// <summary>The messages of transcripts whose tokens were told.</summary>
    public string Tokens => Prefix + ".tokens";

    /// <summary>The user's own prices; not there unless the user makes it.</summary>
    public string Prices => Path.Combine(Folder, "prices.json");

    /// <summary>A byte for each hook whose loss could not be counted in <see cref="State"/>.</summary>
    public string Lost => Prefix + ".lost";

    /// <summary>The folder they are in.</summary>
    public string Folder => Path.GetDirectoryName(Prefix) ?? "/";

    /// <summary>The files with this prefix, or with the user's own: <c>$FASTEMIT_HOME/hooks</c>, else <c>$XDG_STATE_HOME/fastemit/hooks</c>, else <c>~/.local/state/fastemit/hooks</c>, or on Windows <c>%LOCALAPPDATA%\fastemit\hooks</c>.</summary>
    public static HookPaths Of(string? prefix)
    {
        if (!string.IsNullOrEmpty(prefix))
        {
            return new HookPaths(Path.GetFullPath(prefix), isGiven: true);
        }

        string? named = Variable(HomeVariable);
        string folder = named
            ?? (Variable("XDG_STATE_HOME") is { } state ? Path.Combine(state, "fastemit") : null)
            ?? (Variable("HOME") is { } home ? Path.Combine(home, ".local/state/fastemit") : null)
            ?? (Variable("LOCALAPPDATA") is { } local ? Path.Combine(local, "fastemit") : null)
            ?? Path.Combine(Path.GetTempPath(), "fastemit-" + Environment.UserName);
        return new HookPaths(Path.GetFullPath(Path.Combine(folder, "hooks")), isGiven: named is not null);
    }

    /// <summary>What lies there in the place of a file or of the socket: folders, pipes, and what may not be opened.</summary>
    public IEnumerable<string> FindFaults() =>
        ((string[])[Ring, State, Lock, Log, Lost]).Select(static path => FileBacking.Current.FindFault(path))
        .Append(FileBacking.Current.FindFault(Socket, isSocket: true))
        .OfType<string>();

    /// <summary>Makes the folder, for its owner alone, unless it is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void CreateFolder()
    {
        if (Directory.Exists(Folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, OwnerOnly);
        }
    }

    /// <summary>What is wrong with the folder, or with the files of it that matter; null when they may be used, or are not there.</summary>
    public string? FindFault() => FolderCheck.Find(Folder, _isGiven) ?? FolderCheck.FindInFile(Ring) ?? FolderCheck.FindInFile(State);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
