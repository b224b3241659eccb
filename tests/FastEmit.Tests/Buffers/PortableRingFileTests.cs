using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same of ring files by portable means.</summary>
public sealed class PortableRingFileTests() : RingFileTests(new PortableFiles());
