using System.Net;
using FastEmit.SocketIO.Transports;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FastEmit.Collector.Listening;

/// <summary>
/// Closes new connections while descriptors are short, one after the other in the accept loop, so that a crowd cannot take the rest between two looks.
/// A client that is closed tries again later by its own rules.
/// </summary>
internal sealed class GuardedListener(IConnectionListener listener, Action onRefused) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ConnectionContext? connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            if (connection?.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || DescriptorReserve.Refuse(socket) is not { } reason)
            {
                return connection;
            }

            onRefused();
            connection.Abort(new ConnectionAbortedException(reason));
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

/// <summary>Listeners of the web server that take no connection for which the process would have too few descriptors left.</summary>
internal sealed class GuardedListenerFactory(IConnectionListenerFactory listeners, Action onRefused) : IConnectionListenerFactory
{
    /// <summary>Puts itself around the factory that is registered. Once, behind the registration of the web server.</summary>
    public static void Install(IServiceCollection services, Action onRefused)
    {
        ServiceDescriptor own = services.Last(static service => service.ServiceType == typeof(IConnectionListenerFactory));
        services.Remove(own);
        services.AddSingleton<IConnectionListenerFactory>(provider => new GuardedListenerFactory(
            (IConnectionListenerFactory)ActivatorUtilities.CreateInstance(provider, own.ImplementationType!), onRefused));
    }

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new GuardedListener(await listeners.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), onRefused);
}
