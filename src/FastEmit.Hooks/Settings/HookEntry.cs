namespace FastEmit.Hooks.Settings;

/// <summary>A hook to install.</summary>
/// <param name="Type">The agent's name of its type.</param>
/// <param name="Words">The program and its arguments. The names of the agent and the type are added where the agent needs them.</param>
/// <param name="Command">A command line that replaces them, or null.</param>
/// <param name="Endpoint">The address at which a running agent accepts hooks over HTTP; null for commands.</param>
internal sealed record HookEntry(string Type, IReadOnlyList<string> Words, string? Command, HookEndpointAddress? Endpoint)
{
    /// <summary>The agent's timeout for the hook, in seconds.</summary>
    public const int TimeoutSeconds = 10;

    /// <summary>The words and further ones, quoted for a shell.</summary>
    public string Shell(params ReadOnlySpan<string> more)
    {
        return string.Join(' ', (Command is null ? Words.Select(Quote) : [Command]).Concat(more.ToArray().Select(Quote)));
    }

    /// <summary>Puts a word in single quotes if it has characters with a meaning for the shell.</summary>
    public static string Quote(string word) =>
        word.Length != 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '~' or '+' or ',' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
