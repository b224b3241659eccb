using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public sealed class HeapEventRingTests() : EventRingContract(new EventRing(RingMemory.OnHeap(Capacity)));
