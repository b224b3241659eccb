using FastEmit.Buffers;

namespace FastEmit.Hooks.Spooling;

/// <summary>The paths of the files that a user's hooks and agent share. All have the same prefix.</summary>
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

    /// <summary>The common prefix, an absolute path.</summary>
    public string Prefix { get; }

    /// <summary>The ring file that hooks append to and the agent reads.</summary>
    public string Ring => Prefix + ".0.ring";

    /// <summary>Counters and open tool calls.</summary>
    public string State => Prefix + ".state";

    /// <summary>The file of the agent's locks.</summary>
    public string Lock => Prefix + ".lock";

    /// <summary>The agent's socket for questions.</summary>
    public string Socket => Prefix + ".sock";

    /// <summary>The agent's log.</summary>
    public string Log => Prefix + ".log";

    /// <summary>The server's token, for the agent.</summary>
    public string Token => Prefix + ".token";

    /// <summary>The port and the secret of the agent's HTTP endpoint.</summary>
    public string Endpoint => Prefix + ".http";

    /// <summary>The transcript messages whose tokens were reported.</summary>
    public string Tokens => Prefix + ".tokens";

    /// <summary>The user's own prices; exists only if the user creates it.</summary>
    public string Prices => Path.Combine(Folder, "prices.json");

    /// <summary>A byte for each hook whose loss could not be counted in <see cref="State"/>.</summary>
    public string Lost => Prefix + ".lost";

    /// <summary>The folder of the files.</summary>
    public string Folder => Path.GetDirectoryName(Prefix) ?? "/";

    /// <summary>The files with this prefix; null for the user's default: <c>$FASTEMIT_HOME/hooks</c>, else <c>$XDG_STATE_HOME/fastemit/hooks</c>, else <c>~/.local/state/fastemit/hooks</c>, or on Windows <c>%LOCALAPPDATA%\fastemit\hooks</c>.</summary>
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

    /// <summary>The objects at the paths of the files and the socket that cannot be used: folders, pipes, and files without access.</summary>
    public IEnumerable<string> FindFaults() =>
        ((string[])[Ring, State, Lock, Log, Lost]).Select(static path => FileBacking.Current.FindFault(path))
        .Append(FileBacking.Current.FindFault(Socket, isSocket: true))
        .OfType<string>();

    /// <summary>Creates the folder with access for its owner only, unless it exists.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
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

    /// <summary>The fault of the folder, the ring or the state file; null when they may be used or do not exist.</summary>
    public string? FindFault() => FolderCheck.Find(Folder, _isGiven) ?? FolderCheck.FindInFile(Ring) ?? FolderCheck.FindInFile(State);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
