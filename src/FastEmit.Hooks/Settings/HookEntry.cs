namespace FastEmit.Hooks.Settings;

/// <summary>A hook that is to be installed.</summary>
/// <param name="Type">Its type, as the agent calls it.</param>
/// <param name="Words">The program and its arguments; the agent's name and the type's are added where it needs them.</param>
/// <param name="Command">A command line that is given instead, or null.</param>
/// <param name="Endpoint">Where a running agent takes hooks by HTTP, or null for commands.</param>
internal sealed record HookEntry(string Type, IReadOnlyList<string> Words, string? Command, HookEndpointAddress? Endpoint)
{
    /// <summary>How long an agent waits, in seconds.</summary>
    public const int TimeoutSeconds = 10;

    /// <summary>The words as a shell wants them, with further ones.</summary>
    public string Shell(params ReadOnlySpan<string> more)
    {
        return string.Join(' ', (Command is null ? Words.Select(Quote) : [Command]).Concat(more.ToArray().Select(Quote)));
    }

    /// <summary>In single quotes where a shell would see more than a word.</summary>
    public static string Quote(string word) =>
        word.Length != 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '~' or '+' or ',' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
