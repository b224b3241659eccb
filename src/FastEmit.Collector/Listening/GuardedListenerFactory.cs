using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace FastEmit.Collector.Listening;

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
