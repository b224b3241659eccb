using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace FastEmit.Collector.Buffers;

/// <summary>Where Kestrel gets its pools from; it asks for one per listener thread.</summary>
internal sealed class LargeBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
}
