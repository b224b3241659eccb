using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same of a ring file by portable means.</summary>
public sealed class PortableEventRingTests() : MappedEventRingTests(new RingFolder(new PortableFiles()));
