using FastEmit.Collector.Access;
using FastEmit.Collector.Taking;

namespace FastEmit.Collector.Sessions;

/// <summary>Which clients may join which namespaces: the rules of the options, and behind them the application's. Thread-safe.</summary>
internal sealed class JoinRules(CollectorOptions options, HandlerCalls handlers)
{
    private static readonly ConnectVerdict InvalidNamespace = ConnectVerdict.Refused("Invalid namespace");
    private static readonly ConnectVerdict Unauthorized = ConnectVerdict.Refused("unauthorized");

    /// <summary>Whether CONNECT is to have no answer at the moment, as a fault.</summary>
    public bool AnswersNothing => options.Faults is { IgnoresConnect: true };

    /// <summary>The verdict of the options on a CONNECT; null when the application has to be asked.</summary>
    public ConnectVerdict? Judge(ConnectRequest request)
    {
        if (options.Faults is { } faults && faults.RefusedNamespaces.TryGetValue(request.Namespace, out string? message))
        {
            return ConnectVerdict.Refused(message);
        }

        return options.Token is { } token && !AuthToken.Matches(request.Token, token) ? Unauthorized : Judge(request.Namespace);
    }

    /// <summary>The verdict on the namespace alone, for a sender whose token was looked at; null when the application has to be asked.</summary>
    public ConnectVerdict? Judge(string @namespace)
    {
        if (options.Namespaces.Count > 0 && !options.Namespaces.Contains(@namespace))
        {
            return InvalidNamespace;
        }

        return options.Authorize is null ? ConnectVerdict.Granted : null;
    }

    /// <summary>Asks the application. One that throws refuses.</summary>
    public async ValueTask<ConnectVerdict> AskAsync(ConnectRequest request, CancellationToken ended)
    {
        try
        {
            return await options.Authorize!(request, ended).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            handlers.OnThrew(exception);
            return Unauthorized;
        }
    }

    /// <summary>A client has joined; the application may want to know.</summary>
    public void Tell(ConnectRequest request)
    {
        try
        {
            options.OnJoined?.Invoke(request);
        }
        catch (Exception exception)
        {
            handlers.OnThrew(exception);
        }
    }
}
