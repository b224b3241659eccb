using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same by the platform's class.</summary>
public sealed class PortableMappingTests() : FileMappingTests(new PortableFiles());
