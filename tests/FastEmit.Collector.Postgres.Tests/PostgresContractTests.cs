using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Postgres.Tests;

public sealed class PostgresContractTests(PostgresServer server) : EventStoreContract
{
    protected override async ValueTask<EventStore> CreateAsync()
    {
        server.Require();
        return await PostgresEventStore.OpenAsync(server.NewOptions());
    }
}
