using FastEmit.Events;

namespace FastEmit.RingProducer;

/// <summary>A process that emits ten events, one flush each, with ring files written out as it is told.</summary>
internal static class Syncing
{
    private static readonly HookEventDescriptor Numbered = HookEventDescriptor.Create("numbered", "/hook", hasTimestamp: true);

    public static void Run(string url, string prefix, RingFileSync sync)
    {
        HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            Ring = { File = prefix, Sync = sync, SyncInterval = TimeSpan.FromMilliseconds(10) },
            MaxConnections = 1,
            Batch = { Window = TimeSpan.Zero },
        });
        for (int i = 0; i < 10; i++)
        {
            emitter.EmitJson(Numbered, "{}"u8);
            emitter.FlushAsync(TimeSpan.FromSeconds(20)).AsTask().GetAwaiter().GetResult();
        }

        emitter.CloseAsync().AsTask().GetAwaiter().GetResult();
    }
}
