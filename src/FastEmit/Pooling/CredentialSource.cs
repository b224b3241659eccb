using System.Text;
using FastEmit.Options;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Pooling;

/// <summary>Asks for credentials, once for every connect and once more after every refusal. Any thread.</summary>
internal sealed class CredentialSource(HookEmitterOptions options)
{
    private static readonly EmitterCredentials None = new();

    /// <summary>Whether asking again may answer something else.</summary>
    public bool Changes => options.Connection.CredentialsProvider is not null;

    /// <summary>The credentials of now.</summary>
    /// <exception cref="InvalidOperationException">The provider failed, answered too late, or with what cannot be sent.</exception>
    public async ValueTask<EmitterCredentials> AskAsync(CancellationToken cancellationToken)
    {
        if (options.Connection.CredentialsProvider is not { } provide)
        {
            return None;
        }

        using CancellationTokenSource expired = new(options.Connection.Timeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        CancellationToken token = either.Token;
        Task<EmitterCredentials> providing = Task.Run(async () => await provide(token).ConfigureAwait(false), CancellationToken.None);

        // What it comes to when it is not waited for any more is nobody's.
        _ = providing.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            EmitterCredentials credentials = await providing.WaitAsync(token).ConfigureAwait(false) ?? None;
            return Problem(credentials) is { } problem
                ? throw new InvalidOperationException($"{nameof(options.Connection.CredentialsProvider)} answered with credentials of which {problem}.")
                : credentials;
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"{nameof(options.Connection.CredentialsProvider)} did not answer within the connect timeout of {options.Connection.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or InvalidOperationException))
        {
            throw new InvalidOperationException($"{nameof(options.Connection.CredentialsProvider)} failed: {exception.Message}", exception);
        }
    }

    /// <summary>The payload of CONNECT packets.</summary>
    public byte[] AuthOf(EmitterCredentials credentials) =>
        (credentials.Auth ?? options.Connection.Auth) is { } auth ? Encoding.UTF8.GetBytes(auth) : [];

    /// <summary>How to connect with them.</summary>
    public static EngineConnectionOptions Apply(EmitterCredentials credentials, EngineConnectionOptions connect) => connect with
    {
        Headers = Merge(connect.Headers, credentials.Headers, StringComparer.OrdinalIgnoreCase),
        Query = Merge(connect.Query, credentials.Query, StringComparer.Ordinal),
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Merge(
        IReadOnlyList<KeyValuePair<string, string>> general, IReadOnlyDictionary<string, string>? own, StringComparer names) =>
        own is null ? general : [.. general.Where(pair => !own.Keys.Contains(pair.Key, names)), .. own];

    /// <summary>Values are secrets, and not shown.</summary>
    private static string? Problem(EmitterCredentials credentials)
    {
        if (!ConnectionOptions.IsJsonObject(credentials.Auth))
        {
            return $"{nameof(credentials.Auth)} is no JSON object";
        }

        foreach ((string name, string value) in credentials.Headers ?? new Dictionary<string, string>())
        {
            if (RequestHeaders.Problem(name, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
