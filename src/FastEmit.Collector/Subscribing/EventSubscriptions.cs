using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Subscribing;

/// <summary>
/// Clients that are sent the events of others: a browser or any Socket.IO client in the main namespace asks with <c>fastemit_subscribe</c>. One
/// subscription a connection; a new one takes the place of the last. Thread-safe.
/// </summary>
internal sealed class EventSubscriptions(EventCollector collector)
{
    private const string Subscribe = "fastemit_subscribe";
    private const string Unsubscribe = "fastemit_unsubscribe";

    private readonly ConcurrentDictionary<CollectorConnection, Subscription> _subscriptions = [];

    /// <summary>Begins to answer. What is asked for this way is not kept as an event.</summary>
    public void Serve()
    {
        collector.Tally.AddInternal(Subscription.Namespace, Subscribe).AddHandler(OnSubscribe);
        collector.Tally.AddInternal(Subscription.Namespace, Unsubscribe).AddHandler(OnUnsubscribe);
    }

    private void OnSubscribe(in ReceivedEvent received)
    {
        if (received.Connection is not { } connection)
        {
            return;
        }

        if (collector.Log.Recent is not { } recent)
        {
            Refuse(received, "This collector keeps no recent events (RecentBytes is 0), so it has none to send.");
            return;
        }

        (EventQuery? query, string? error) = SubscriptionFilter.Read(received.Data, recent.LastId);
        if (query is null)
        {
            Refuse(received, error!);
            return;
        }

        received.Acknowledge(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"after":{{query.AfterId}}}""")));
        Subscription subscription = new(connection, recent, query, collector.Options);
        _subscriptions.AddOrUpdate(connection, subscription, (_, last) =>
        {
            last.Stop();
            return subscription;
        });
        _ = RunAsync(connection, subscription);
    }

    private void OnUnsubscribe(in ReceivedEvent received)
    {
        if (received.Connection is { } connection && _subscriptions.TryRemove(connection, out Subscription? subscription))
        {
            subscription.Stop();
        }
    }

    private async Task RunAsync(CollectorConnection connection, Subscription subscription)
    {
        await subscription.RunAsync().ConfigureAwait(false);
        _subscriptions.TryRemove(KeyValuePair.Create(connection, subscription));
    }

    private static void Refuse(in ReceivedEvent received, string error) =>
        received.Acknowledge(Encoding.UTF8.GetBytes($$"""{"error":"{{JsonEncodedText.Encode(error)}}"}"""));
}
